import { csvOfRows } from '#renderer/charts/csv.ts'
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import { statementColumns, type ColumnContext } from './columns.ts'

/** Statements as they stand in the table, with every figure the list has, shown or not. */
export function statementsCsv(
  list: StatementList,
  statements: readonly Statement[],
  context: ColumnContext,
): string {
  const columns = statementColumns.filter((column) => column.available(list))
  const head = columns.map(({ title, unit, key }) => {
    const name = key === 'stddevMs' ? 'Standard deviation' : title
    return unit === undefined ? name : `${name} (${unit})`
  })
  return csvOfRows(
    ['Id', ...head],
    statements.map((statement) => [
      statement.id,
      ...columns.map((column) => column.value(statement, context)),
    ]),
  )
}
