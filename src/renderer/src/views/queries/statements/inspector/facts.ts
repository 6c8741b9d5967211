/** Every figure the list has of a statement, in words. Pure. */
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import { statementColumns, type ColumnContext } from '../columns.ts'

export interface Fact {
  name: string
  value: string
  /** What the figure is, and it whole. */
  title: string
}

/** What the name of a column does not say by itself, out of the table. */
const names: Readonly<Record<string, string>> = {
  share: 'Share of all time',
  totalMs: 'Total time',
  meanMs: 'Mean',
  stddevMs: 'Standard deviation',
  maxMs: 'Longest run',
  minMs: 'Shortest run',
  rowsPerCall: 'Rows per call',
  sharedHit: 'Blocks from cache',
  sharedRead: 'Blocks read',
  sharedDirtied: 'Blocks dirtied',
  hitPercent: 'Found in cache',
  temp: 'Temporary files',
  ioMs: 'Waiting for I/O',
}

export function factsOf(statement: Statement, list: StatementList, context: ColumnContext): Fact[] {
  const facts: Fact[] = []
  for (const column of statementColumns) {
    const { key, title, explanation, figure, format, exact } = column
    if (figure === undefined || format === undefined || !column.available(list)) continue
    const value = figure(statement, context)
    if (value === undefined) continue
    const whole = exact === undefined ? '' : `: ${exact(value)}`
    facts.push({ name: names[key] ?? title, value: format(value), title: explanation + whole })
  }
  const words = [
    { name: 'Command', value: statement.command },
    { name: 'Tables', value: statement.tables.join(', ') },
    { name: 'Role', value: statement.role },
    { name: 'Applications', value: statement.applications.join(', ') },
    { name: 'Query id', value: statement.queryId ?? '' },
  ]
  for (const { name, value } of words) if (value !== '') facts.push({ name, value, title: name })
  return facts
}
