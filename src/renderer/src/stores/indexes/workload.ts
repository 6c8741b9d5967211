/** The statements that somebody typed or was sent to be advised on, as text and as a workload. Pure. */
import { PostgreSQL } from '@codemirror/lang-sql'
import type { WorkloadQuery } from '#shared/contract/advisor.ts'

/** The page asks for the same text again with every event of a search. */
let last: { text: string; statements: readonly string[] } = { text: '', statements: [] }

/** The statements of a text, cut at their `;` by the editor's own grammar; without what is only comment. */
export function splitStatements(text: string): readonly string[] {
  if (text !== last.text) last = { text, statements: cut(text) }
  return last.statements
}

function cut(text: string): string[] {
  const found: string[] = []
  const { topNode } = PostgreSQL.language.parser.parse(text)
  for (let node = topNode.firstChild; node !== null; node = node.nextSibling) {
    if (node.name !== 'Statement') continue
    const statement = text.slice(node.from, node.to).trim().replace(/;$/, '').trimEnd()
    if (statement !== '') found.push(statement)
  }
  return found
}

/** Queries as a text to edit, each ended by `;`. */
export function textOfQueries(queries: readonly WorkloadQuery[]): string {
  return queries.map(({ sql }) => `${sql.trim().replace(/;$/, '')};`).join('\n\n')
}

/**
 * The workload that a text stands for. A statement that is still as it was given keeps its id, how often
 * it runs and its values; any other runs once for each time it stands there.
 */
export function workloadOfText(text: string, given: readonly WorkloadQuery[]): WorkloadQuery[] {
  const known = new Map(given.flatMap((query) => cut(query.sql).map((sql) => [sql, query] as const)))
  const found = new Map<string, WorkloadQuery>()
  for (const sql of splitStatements(text)) {
    const before = found.get(sql)
    const kept = known.get(sql)
    if (before === undefined) {
      found.set(
        sql,
        kept === undefined ? { id: `typed ${found.size + 1}`, sql, weight: 1 } : { ...kept, sql },
      )
    } else if (kept === undefined) {
      found.set(sql, { ...before, weight: before.weight + 1 })
    }
  }
  return [...found.values()]
}
