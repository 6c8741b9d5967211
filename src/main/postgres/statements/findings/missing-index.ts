import type { Table } from '../../schema/schema.ts'
import type { ColumnRef, Conjunct, QueryBlock, Source } from '../../statement/shape/shape.ts'
import { count, list, plainName } from '../../wording.ts'
import { createIndex, hasIndex, type IndexPart } from './create-index.ts'
import { blocksPerCall, type Found, type ReadStatement, rowsPerCall, type StatementRule } from './rule.ts'

/** A table of fewer pages is read faster than an index on it. */
const leastPages = 200
/** Of the table's pages that one run reads: it is read whole, or nearly. */
const leastPart = 0.5
/** Of the table's rows that the conditions leave: of more, reading the whole table is right. */
const mostSelected = 0.1
const widest = 3

/** A table that is read whole to find a few of its rows, because no index leads to them. */
export const missingIndex: StatementRule = {
  kind: 'missing-index',
  find: ({ statements }) => statements.flatMap((read) => seen(read).slice(0, 1)),
}

function seen(read: ReadStatement): Found[] {
  return read.shape.blocks.flatMap((block) =>
    block.sources.flatMap((source) => {
      const table = source.name?.table
      return table ? missingFor(read, block, source, table) : []
    }),
  )
}

function missingFor(read: ReadStatement, block: QueryBlock, source: Source, table: Table): Found[] {
  const { statement } = read
  if (table.kind !== 'table' || table.pages < leastPages) return []
  const blocks = blocksPerCall(statement)
  if (blocks < table.pages * leastPart || isServed(block, source, table)) return []
  const equal = equalColumns(block, source)
  const range = rangeColumn(block, source)
  const selected = selectedShare(table, equal)
  // A range alone may select anything; with a LIMIT in its order it selects few.
  if (selected > mostSelected || (equal.length === 0 && (range === undefined || block.limit === undefined))) {
    return []
  }
  const parts = keyOf(block, source, equal, range)
  if (parts.length === 0 || hasIndex(table, parts.slice(0, 1))) return []
  const name = plainName(table.schema, table.name)
  const columns = parts.map(({ text }) => text)
  return [
    {
      statement,
      title: `No index leads to ${name} by ${list(columns)}: the whole table is read`,
      detail: `One run reads ${count(blocks)} blocks, and ${name} has ${count(table.pages)} with ${count(table.rows ?? 0)} rows; it returns ${count(rowsPerCall(statement))} rows.`,
      advice:
        'Create the index, or let the advisor weigh it against what else this statement and others would gain from.',
      evidence: [
        { label: 'Blocks a run', value: count(blocks) },
        { label: `Blocks of ${name}`, value: count(table.pages) },
        { label: 'Rows a run', value: count(rowsPerCall(statement)) },
      ],
      proposals: [createIndex(table, parts, { sql: read.text })],
    },
  ]
}

/** Some index can be entered by a condition or a join of this block. */
function isServed(block: QueryBlock, source: Source, table: Table): boolean {
  const entries = new Set<string>()
  for (const conjunct of block.conjuncts) {
    if ('operand' in conjunct && conjunct.kind !== 'unequal') {
      const { operand } = conjunct
      if (operand.kind === 'column' && isOf(operand.column, block, source)) entries.add(operand.column.name)
      if (operand.kind === 'expression' && operand.text !== undefined) entries.add(operand.text)
    }
  }
  for (const { left, right } of block.joins) {
    for (const side of [left, right]) {
      if (side.kind === 'column' && isOf(side.column, block, source)) entries.add(side.column.name)
    }
  }
  return table.indexes.some(({ isValid, keys }) => {
    const [first] = keys
    return isValid && first !== undefined && (entries.has(first.column ?? '') || entries.has(first.text))
  })
}

function equalColumns(block: QueryBlock, source: Source): string[] {
  const names = block.conjuncts.flatMap((conjunct) => {
    if (!isEqual(conjunct) || !('operand' in conjunct) || conjunct.operand.kind !== 'column') return []
    return isOf(conjunct.operand.column, block, source) ? [conjunct.operand.column.name] : []
  })
  return [...new Set(names)]
}

function isEqual(conjunct: Conjunct): boolean {
  return conjunct.kind === 'equality' ? conjunct.value.kind !== 'volatile' : conjunct.kind === 'in'
}

function rangeColumn(block: QueryBlock, source: Source): string | undefined {
  for (const conjunct of block.conjuncts) {
    if (conjunct.kind !== 'range' && conjunct.kind !== 'between') continue
    const { operand } = conjunct
    if (operand.kind === 'column' && isOf(operand.column, block, source)) return operand.column.name
  }
  return undefined
}

/** Equal columns first, then one range; without a range, what it is sorted by. */
function keyOf(
  block: QueryBlock,
  source: Source,
  equal: readonly string[],
  range: string | undefined,
): IndexPart[] {
  const parts: IndexPart[] = equal.map((text) => ({ kind: 'column', text }))
  if (range !== undefined && !equal.includes(range))
    return [...parts.slice(0, widest - 1), { kind: 'column', text: range }]
  for (const { operand, descending } of block.orderBy) {
    if (operand?.kind !== 'column' || !isOf(operand.column, block, source)) break
    const text = operand.column.name
    if (!equal.includes(text)) parts.push({ kind: 'column', text, descending })
  }
  return parts.slice(0, widest)
}

/** The share of the rows that equal conditions leave, from how many different values there are. */
function selectedShare(table: Table, equal: readonly string[]): number {
  return equal.reduce((share, name) => {
    const statistics = table.columns.find((column) => column.name === name)?.statistics
    if (!statistics) return share
    // Of an unknown value: the average of all; a rare one of few values is what such statements ask for.
    const rarest = statistics.common.at(-1)?.share ?? 1
    return share * Math.min(1 / Math.max(1, statistics.distinct), rarest)
  }, 1)
}

function isOf(column: ColumnRef, block: QueryBlock, source: Source): boolean {
  return column.block === block.id && column.source === source.index
}
