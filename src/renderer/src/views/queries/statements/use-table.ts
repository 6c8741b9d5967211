import { useDeferredValue, useMemo } from 'react'
import { useStatements } from '#renderer/stores/statements.ts'
import type { Finding } from '#shared/contract/finding.ts'
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import { shownColumns, type ColumnContext, type StatementColumn } from './columns.ts'
import { findingsByStatement } from './findings-by-statement.ts'
import { sumOf, windowMs, type Figures } from './figures.ts'
import { rowsOf, sorted, type StatementRow } from './rows.ts'
import { readSearch } from './search.ts'

/** Everything the table of statements shows, worked out of the list and the choices. */
export interface ShownTable {
  list: StatementList
  columns: readonly StatementColumn[]
  context: ColumnContext
  /** Those the search leaves, in their order; each once. */
  statements: readonly Statement[]
  rows: readonly StatementRow[]
  totals: Figures
  findingsOf: (statementId: string) => readonly Finding[]
}

const none: readonly Finding[] = []

export function useTable(list: StatementList): ShownTable {
  const { sort, grouping, hidden, folded, findings } = useStatements()
  // Typing goes first; the rows follow when there is time.
  const search = useDeferredValue(useStatements((state) => state.search))
  const byStatement = useMemo(() => findingsByStatement(findings ?? []), [findings])
  const context = useMemo<ColumnContext>(
    () => ({ windowMs: windowMs(list), findingsOf: (id) => byStatement.get(id)?.length ?? 0 }),
    [list, byStatement],
  )
  const statements = useMemo(
    () => sorted(list.statements.filter(readSearch(search)), sort, context),
    [list, search, sort, context],
  )
  const rows = useMemo(
    () => rowsOf(statements, { grouping, folded, sort }, context),
    [statements, grouping, folded, sort, context],
  )
  return {
    list,
    columns: useMemo(() => shownColumns(list, hidden), [list, hidden]),
    context,
    statements,
    rows,
    totals: useMemo(() => sumOf(statements), [statements]),
    findingsOf: (id) => byStatement.get(id) ?? none,
  }
}
