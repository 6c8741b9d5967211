/** What can be done with the selected statement or the list; for buttons and commands alike. */
import { download } from '#renderer/charts/save.ts'
import { useHome } from '#renderer/stores/home.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { groupings } from '#renderer/stores/statements/choices.ts'
import { useStatements } from '#renderer/stores/statements.ts'
import type { Statement } from '#shared/contract/statements.ts'
import { statementsCsv } from './statements-csv.ts'
import type { ShownTable } from './use-table.ts'

/** The whole text where it was read; the list has its beginning alone. */
export function textOf(statement: Statement): string {
  const { detail } = useStatements.getState()
  return detail?.statementId === statement.id && detail.text !== null ? detail.text : statement.query
}

/** Opens it in a tab with its plan, its parameters filled with common values. */
export function openWithPlan(statement: Statement): void {
  const { targetId } = useStatements.getState()
  if (targetId === null) return
  useQueries.getState().openStatement({ targetId, sql: textOf(statement), plan: true })
}

/** Asks for indexes that would help this statement, weighted by how often it runs. */
export function adviseFor(statement: Statement): void {
  const weight = Math.max(1, statement.calls)
  useHome.getState().openPage('indexes', { queries: [{ id: statement.id, sql: textOf(statement), weight }] })
}

export function saveCsv({ list, statements, context }: ShownTable): void {
  const stamp = new Date(list.until).toISOString().slice(0, 19).replaceAll(':', '-')
  const text = statementsCsv(list, statements, context)
  download(new Blob([text], { type: 'text/csv;charset=utf-8' }), `statements-${stamp}.csv`)
}

export function nextGrouping(): void {
  const { grouping, choose } = useStatements.getState()
  choose({ grouping: groupings[(groupings.indexOf(grouping) + 1) % groupings.length] ?? 'none' })
}
