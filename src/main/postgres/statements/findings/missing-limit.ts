import { bytes, count, counted } from '../../wording.ts'
import { rowsPerCall, type StatementRule } from './rule.ts'

/** More than any screen shows; an export that reads so many knows that it does. */
const leastRows = 5000

/** A list that is returned whole, however long it has grown. */
export const missingLimit: StatementRule = {
  kind: 'missing-limit',
  find: ({ statements }) =>
    statements.flatMap(({ statement, shape }) => {
      const [outer] = shape.blocks
      const rows = rowsPerCall(statement)
      if (shape.command !== 'SELECT' || !outer || outer.limit !== undefined || rows < leastRows) return []
      const width = outer.columns.reduce((sum, { source, name }) => {
        const table = outer.sources[source]?.name?.table
        return sum + (table?.columns.find((column) => column.name === name)?.width ?? 0)
      }, 0)
      return [
        {
          statement,
          title: `It returns ${count(rows)} rows each time, without a LIMIT`,
          detail: `${counted(statement.calls, 'run')} returned ${count(statement.rows)} rows${width > 0 ? `, about ${bytes(rows * width)} a run` : ''}. It grows with the table.`,
          advice:
            'Where a person looks at it, page through it by key; where a program does, read it in portions (a cursor, COPY), or let the database add it up.',
          evidence: [
            { label: 'Rows a run', value: count(rows) },
            { label: 'Runs', value: count(statement.calls) },
          ],
          proposals: [],
        },
      ]
    }),
}
