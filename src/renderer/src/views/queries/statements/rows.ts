/** Rows of the table from top to bottom: searched, sorted, grouped, folded. Pure. */
import type { Grouping, StatementSort } from '#renderer/stores/statements/choices.ts'
import type { Statement } from '#shared/contract/statements.ts'
import { statementColumns, type ColumnContext } from './columns.ts'
import { sumOf, type Figures } from './figures.ts'

export type StatementRow =
  | { kind: 'statement'; key: string; statement: Statement; level: number }
  | { kind: 'group'; key: string; name: string; count: number; figures: Figures; folded: boolean }

/** Sorted by a column; what has no such figure comes last either way. The order given breaks ties. */
export function sorted(
  statements: readonly Statement[],
  sort: StatementSort,
  context: ColumnContext,
): readonly Statement[] {
  const column = statementColumns.find(({ key }) => key === sort.key)
  if (column === undefined) return statements
  const keyed = statements.map((statement) => ({ statement, value: column.value(statement, context) }))
  const sign = sort.descending ? -1 : 1
  keyed.sort((left, right) => {
    if (left.value === undefined || right.value === undefined) {
      return Number(left.value === undefined) - Number(right.value === undefined)
    }
    return sign * compare(left.value, right.value)
  })
  return keyed.map(({ statement }) => statement)
}

export interface RowChoices {
  grouping: Grouping
  folded: ReadonlySet<string>
  sort: StatementSort
}

/**
 * The rows of statements in their order. A statement that touches several tables, or was run by several
 * applications, stands under each of them: what a table costs is all that touches it.
 */
export function rowsOf(
  statements: readonly Statement[],
  { grouping, folded, sort }: RowChoices,
  context: ColumnContext,
): StatementRow[] {
  if (grouping === 'none') {
    return statements.map((statement) => ({ kind: 'statement', key: statement.id, statement, level: 1 }))
  }
  const groups = new Map<string, Statement[]>()
  for (const statement of statements) {
    for (const name of namesOf(statement, grouping)) {
      const group = groups.get(name)
      if (group === undefined) groups.set(name, [statement])
      else group.push(statement)
    }
  }
  const heads = [...groups].map(([name, members]) => ({ name, members, figures: sumOf(members) }))
  const inOrder = heads.toSorted((left, right) => compareGroups(left, right, sort, context))
  return inOrder.flatMap(({ name, members, figures }): StatementRow[] => {
    const isFolded = folded.has(name)
    const head: StatementRow = {
      kind: 'group',
      key: `group ${name}`,
      name,
      count: members.length,
      figures,
      folded: isFolded,
    }
    if (isFolded) return [head]
    return [
      head,
      ...members.map((statement): StatementRow => ({
        kind: 'statement',
        key: `${name} ${statement.id}`,
        statement,
        level: 2,
      })),
    ]
  })
}

function namesOf(statement: Statement, grouping: Exclude<Grouping, 'none'>): readonly string[] {
  switch (grouping) {
    case 'table':
      return statement.tables.length > 0 ? statement.tables : ['No table']
    case 'application':
      return statement.applications.length > 0 ? statement.applications : ['Application not seen']
    case 'role':
      return [statement.role === '' ? 'Role not known' : statement.role]
  }
}

interface Group {
  name: string
  figures: Figures
}

/** By the same figure as the statements; by name where the column is one of words. */
function compareGroups(left: Group, right: Group, sort: StatementSort, context: ColumnContext): number {
  const figure = statementColumns.find(({ key }) => key === sort.key)?.figure
  const sign = sort.descending ? -1 : 1
  const byName = left.name.localeCompare(right.name)
  if (figure === undefined) return sort.key === 'findings' ? byName : sign * byName
  const [a, b] = [figure(left.figures, context), figure(right.figures, context)]
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined) || byName
  return sign * (a - b) || byName
}

function compare(left: number | string, right: number | string): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : String(left).localeCompare(String(right))
}
