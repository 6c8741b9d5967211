import { count, plainName } from '../../wording.ts'
import { blocksPerCall, type Found, type StatementRule } from './rule.ts'

const leastPages = 100

/** A cast of an indexed column, written or made by the server because of what it is compared with. */
export const castOnColumn: StatementRule = {
  kind: 'cast-on-column',
  find: ({ statements }) =>
    statements.flatMap(({ statement, shape }) =>
      shape.casts.flatMap(({ column, table: { table }, from, to, kind, text }): Found[] => {
        const index = table?.indexes.find(({ isValid, keys }) => isValid && keys[0]?.column === column.name)
        if (!table || !index || table.pages < leastPages) return []
        const name = `${plainName(table.schema, table.name)}.${column.name}`
        return [
          {
            statement,
            title: `${name} is cast to ${to}, which keeps its index from being used`,
            detail: `${kind === 'implicit' ? `The server casts the column, because it is ${from} and is compared with ${to}` : `The column is ${from} and is cast where it is compared`}: ${text}. One run reads ${count(blocksPerCall(statement))} blocks.`,
            advice: `Cast the value instead of the column, or send it as ${from} in the first place.`,
            evidence: [
              { label: 'Comparison', value: text },
              { label: 'Index on the column', value: index.definition },
            ],
            proposals: [],
          },
        ]
      }),
    ),
}
