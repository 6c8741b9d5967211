import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { count, counted, duration } from '../../wording.ts'
import { rowsPerCall, type StatementRule } from './rule.ts'

/** Milliseconds. What is faster may be computed anew each time. */
const leastMs = 200
const leastCalls = 2
/** Blocks read for each row returned: the work is in the adding up, not in the answer. */
const leastBlocksPerRow = 20

/** The same expensive sum for everybody, computed each time. */
export const repeatedAggregate: StatementRule = {
  kind: 'repeated-aggregate',
  find: ({ statements }) =>
    statements.flatMap(({ statement, shape, text }) => {
      const [outer] = shape.blocks
      const isAggregate = outer !== undefined && (outer.aggregates.length > 0 || outer.groupBy.length > 0)
      if (shape.command !== 'SELECT' || !isAggregate || shape.writes.length > 0) return []
      if (statement.calls < leastCalls || statement.meanMs < leastMs) return []
      const blocks = statement.sharedHit + statement.sharedRead
      if (blocks / Math.max(1, statement.rows) < leastBlocksPerRow) return []
      const name = viewName(shape.tables.map((table) => table.name))
      const hasParameters = shape.parameters.length > 0
      const body = withoutSemicolon(text)
      const create = `CREATE MATERIALIZED VIEW ${name} AS\n${body}`
      return [
        {
          statement,
          costMs: statement.totalMs,
          title: `An expensive aggregate is computed anew each time`,
          detail: `${counted(statement.calls, 'run')} of ${duration(statement.meanMs)} each read ${count(blocks / statement.calls)} blocks to return ${count(rowsPerCall(statement))} rows.`,
          advice: hasParameters
            ? 'Keep it as a materialised view that is refreshed when its age matters, with the values that pg_stat_statements shows as $n in their places or as columns to filter by; or cache the answer.'
            : `Keep it as a materialised view and read that. Refresh it when its age matters: REFRESH MATERIALIZED VIEW ${name}; with a unique index on it also CONCURRENTLY, so that readers do not wait.`,
          evidence: [
            { label: 'Mean', value: duration(statement.meanMs) },
            { label: 'Blocks a run', value: count(blocks / statement.calls) },
            { label: 'Rows a run', value: count(rowsPerCall(statement)) },
          ],
          rewrite: {
            title: 'As a materialised view',
            sql: `${create};\n\nSELECT * FROM ${name};\n\nREFRESH MATERIALIZED VIEW ${name};`,
            ...(hasParameters
              ? { note: 'pg_stat_statements keeps no constants: write them in place of $1, $2… first.' }
              : {}),
          },
          proposals: hasParameters
            ? []
            : [
                {
                  title: 'Create the materialised view',
                  sql: create,
                },
              ],
        },
      ]
    }),
}

function viewName(tables: readonly string[]): string {
  const base = tables.slice(0, 2).join('_')
  return quoteIdentifier(`${base.slice(0, 50)}_summary`)
}

function withoutSemicolon(text: string): string {
  return text.trim().replace(/;$/, '').trimEnd()
}
