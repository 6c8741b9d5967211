import type { Table } from '../../schema/schema.ts'
import { edited, endOf, parameterEdits } from '../../statement/rewrite.ts'
import type { ColumnRef, QueryBlock } from '../../statement/shape/shape.ts'
import { count, counted, duration, plainName } from '../../wording.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { type Found, type ReadStatement, rowsPerCall, type StatementRule } from './rule.ts'

const leastCalls = 20
/** Lookups for each run of the statement before them. Fewer are no loop. */
const leastPerParent = 2
/** Lookups for each row that the statement before them returned: about one, or some were cached or made elsewhere. */
const perRow = { least: 0.5, most: 1.5 }

/**
 * N+1: one statement returns rows, and another looks something up for each of them. Seen by their
 * counters: as many lookups as rows, over a key that leads from the one table to the other.
 */
export const nPlusOne: StatementRule = {
  kind: 'n-plus-one',
  find: ({ statements }) => {
    const parents = statements.filter(isParent)
    return statements.flatMap((child): Found[] => {
      const lookup = lookupOf(child)
      if (!lookup || child.statement.calls < leastCalls) return []
      const pairs = parents.flatMap((parent) => pairOf(parent, child, lookup))
      const best = pairs.toSorted((a, b) => distance(a) - distance(b))[0]
      return best ? [found(best)] : []
    })
  },
}

/** What a statement looks up: `table.column = $n`. */
interface Lookup {
  table: Table
  column: string
  parameter: number
}

interface Pair {
  parent: ReadStatement
  child: ReadStatement
  lookup: Lookup
  /** The output of the parent that the child is asked with. */
  key: string
  perParent: number
  perRow: number
}

function isParent({ statement, shape }: ReadStatement): boolean {
  const [outer] = shape.blocks
  return shape.command === 'SELECT' && outer !== undefined && rowsPerCall(statement) >= leastPerParent
}

function lookupOf({ shape }: ReadStatement): Lookup | undefined {
  const [outer] = shape.blocks
  if (shape.command !== 'SELECT' || !outer) return undefined
  const keys = outer.conjuncts.flatMap((conjunct) => {
    if (conjunct.kind !== 'equality' || conjunct.operand.kind !== 'column') return []
    if (conjunct.value.kind !== 'parameter') return []
    const table = tableOf(outer, conjunct.operand.column)
    return table ? [{ table, column: conjunct.operand.column.name, parameter: conjunct.value.number }] : []
  })
  return keys.length === 1 ? keys[0] : undefined
}

function tableOf(block: QueryBlock, column: ColumnRef): Table | undefined {
  return block.sources[column.source]?.name?.table
}

function pairOf(parent: ReadStatement, child: ReadStatement, lookup: Lookup): Pair[] {
  if (parent === child) return []
  const perParent = child.statement.calls / parent.statement.calls
  const each = child.statement.calls / Math.max(1, parent.statement.rows)
  if (perParent < leastPerParent || each < perRow.least || each > perRow.most) return []
  const [outer] = parent.shape.blocks
  if (!outer) return []
  const key = outer.outputs.find(({ column }) => {
    const table = column && tableOf(outer, column)
    return column !== undefined && table !== undefined && leadsTo(table, column.name, lookup)
  })
  return key?.name === undefined ? [] : [{ parent, child, lookup, key: key.name, perParent, perRow: each }]
}

/** A key from one table to the other, either way: declared, or named after the table as most do. */
function leadsTo(from: Table, column: string, { table: to, column: wanted }: Lookup): boolean {
  return (
    refers(to, wanted, from, column) ||
    refers(from, column, to, wanted) ||
    isSameReference(from, column, to, wanted)
  )
}

function refers(source: Table, its: string, target: Table, other: string): boolean {
  return (
    source.foreignKeys.some(
      ({ columns, references, referencedColumns }) =>
        references === target.oid &&
        columns.some((name, at) => name === its && referencedColumns[at] === other),
    ) ||
    (isKey(target, other) && its === `${singular(target.name)}_${other}`)
  )
}

/** Both refer to the same third table: customer_id of orders and of carts. */
function isSameReference(from: Table, column: string, to: Table, wanted: string): boolean {
  const first = referenceOf(from, column)
  return first !== undefined && first === referenceOf(to, wanted)
}

function referenceOf(table: Table, name: string): number | undefined {
  return table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === name)?.references
}

function isKey(table: Table, column: string): boolean {
  return table.indexes.some(
    ({ isUnique, keys }) => isUnique && keys.length === 1 && keys[0]?.column === column,
  )
}

function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`
  return name.endsWith('s') ? name.slice(0, -1) : name
}

function distance({ perRow: each }: Pair): number {
  return Math.abs(Math.log(each))
}

function found(pair: Pair): Found {
  const { parent, child, lookup, perParent } = pair
  const table = plainName(lookup.table.schema, lookup.table.name)
  const source = parent.shape.tables[0]
  const from = source ? plainName(source.schema ?? 'public', source.name) : 'another statement'
  const { statement } = child
  return {
    statement,
    title: `N+1: ${table} is asked by ${lookup.column} for each row of ${from}`,
    detail: `${count(statement.calls)} lookups follow ${counted(parent.statement.calls, 'run')} that returned ${count(parent.statement.rows)} rows: ${count(perParent)} for each run, ${duration(statement.totalMs)} in the database, and a round trip over the network each.`,
    advice: `Ask once: join, or fetch all of them with ${quoteIdentifier(lookup.column)} = ANY ($1).`,
    evidence: [
      { label: 'First', value: shortened(parent.text) },
      { label: 'Then for each row', value: shortened(child.text) },
      { label: 'Lookups a run', value: count(perParent) },
      { label: 'Lookups a row', value: count(pair.perRow) },
    ],
    rewrite: joinOf(pair),
    proposals: [],
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}

/** Both statements in one, as they are: the lookup is run beside each row, with its key in place of the parameter. */
function joinOf({ parent, child, lookup, key }: Pair) {
  const highest = Math.max(0, ...parent.shape.parameters.map(({ number }) => number))
  const others = [...new Set(child.shape.parameters.map(({ number }) => number))]
    .filter((number) => number !== lookup.parameter)
    .toSorted((a, b) => a - b)
  const inner = edited(child.text, [
    ...parameterEdits(child.tokens, (number) =>
      number === lookup.parameter
        ? `parent.${quoteIdentifier(key)}`
        : `$${highest + 1 + others.indexOf(number)}`,
    ),
    ...tail(child),
  ])
  return {
    title: 'In one statement',
    sql: `SELECT parent.*, child.*\nFROM (\n${indented(edited(parent.text, tail(parent)))}\n) AS parent\nLEFT JOIN LATERAL (\n${indented(inner)}\n) AS child ON true`,
    note: 'A row of the first statement comes once for each row that belongs to it.',
  }
}

/** Cuts what stands behind the last token: a semicolon, comments. */
function tail({ text, tokens }: ReadStatement) {
  const end = Buffer.byteLength(text)
  const last = endOf(tokens)
  return last < end ? [{ start: last, end, text: '' }] : []
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
