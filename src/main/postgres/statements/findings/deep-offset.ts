import type { Proposal, Runnable } from '#shared/contract/finding.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import type { Table } from '../../schema/schema.ts'
import { clausesOf, type Edit, edited, endOf } from '../../statement/rewrite.ts'
import type { OrderKey, QueryBlock } from '../../statement/shape/shape.ts'
import { count, duration } from '../../wording.ts'
import { createIndex, hasIndex } from './create-index.ts'
import { blocksPerCall, type ReadStatement, rowsPerCall, type StatementRule } from './rule.ts'

/** An offset written into the statement of less is a page or two. */
const leastOffset = 1000
/** Blocks read for each row shown: pages further down read more for as little. */
const leastBlocksPerRow = 5
const leastBlocks = 500

/** OFFSET far into a sorted result: the rows before it are read, sorted and thrown away each time. */
export const deepOffset: StatementRule = {
  kind: 'deep-offset',
  find: ({ statements }) =>
    statements.flatMap((read) => {
      const { statement, shape } = read
      const [outer] = shape.blocks
      const offset = outer?.offset
      if (!outer || !offset || (offset.parameter === undefined && (offset.rows ?? 0) < leastOffset)) return []
      const blocks = blocksPerCall(statement)
      const rows = rowsPerCall(statement)
      if (blocks < leastBlocks || blocks / Math.max(1, rows) < leastBlocksPerRow) return []
      const keyset = keysetOf(read, outer)
      const index = keyset ? orderIndex(keyset, deepPage(read)) : undefined
      return [
        {
          statement,
          title: 'Deep OFFSET: the rows before the page are read and thrown away',
          detail: `One run reads ${count(blocks)} blocks to return ${count(rows)} rows (mean ${duration(statement.meanMs)}${statement.maxMs === undefined ? '' : `, slowest ${duration(statement.maxMs)}`}). The deeper the page, the slower.`,
          advice: `Page by key: remember the last row shown and ask for what follows it. With an index in that order each page costs the same.`,
          evidence: [
            { label: 'Blocks a run', value: count(blocks) },
            { label: 'Rows a run', value: count(rows) },
          ],
          ...(keyset ? { rewrite: rewriteOf(read, keyset) } : {}),
          proposals: index ? [index] : [],
        },
      ]
    }),
}

interface KeysetKey {
  /** With the alias where there are several sources. */
  sql: string
  column: string
  descending: boolean
  nullable: boolean
}

interface Keyset {
  table: Table
  keys: KeysetKey[]
  /** Keys were added to make the order certain. */
  completed: boolean
}

/** The order as columns of one table, made unique by the primary key; undefined where that is not certain. */
function keysetOf({ shape }: ReadStatement, outer: QueryBlock): Keyset | undefined {
  if (outer.groupBy.length > 0 || outer.distinct || outer.setOperation || shape.command !== 'SELECT')
    return undefined
  const first = columnOf(outer.orderBy[0])
  const source = first && outer.sources[first.source]
  const table = source?.name?.table
  if (!source || !table) return undefined
  const prefix = outer.sources.length > 1 ? `${quoteIdentifier(source.alias)}.` : ''
  const keys: KeysetKey[] = []
  const add = (name: string, descending: boolean): boolean => {
    const column = table.columns.find((known) => known.name === name)
    if (!column) return false
    keys.push({ sql: prefix + quoteIdentifier(name), column: name, descending, nullable: !column.notNull })
    return true
  }
  for (const key of outer.orderBy) {
    const column = columnOf(key)
    if (!column || column.source !== source.index || !add(column.name, key.descending)) return undefined
  }
  const isUnique = table.indexes.some(
    (index) =>
      index.isUnique &&
      index.isValid &&
      index.predicate === undefined &&
      index.keys.every(({ column }) => keys.some((key) => key.column === column && !key.nullable)),
  )
  if (isUnique) return { table, keys, completed: false }
  const primary = table.indexes.find((index) => index.isPrimary)
  if (!primary || outer.sources.length > 1) return undefined
  const descending = keys.at(-1)?.descending ?? false
  for (const { column } of primary.keys) {
    if (column === undefined || (!keys.some((key) => key.column === column) && !add(column, descending)))
      return undefined
  }
  return { table, keys, completed: true }
}

function columnOf(key: OrderKey | undefined) {
  return key?.operand?.kind === 'column' ? key.operand.column : undefined
}

/** The statement with a condition on the last row shown in place of its OFFSET. */
function rewriteOf({ text, tokens, shape }: ReadStatement, { keys, completed }: Keyset) {
  const clauses = clausesOf(tokens)
  const { OFFSET: offset, ORDER: order, WHERE: where } = clauses
  if (!offset || !order) return undefined
  const [outer] = shape.blocks
  const own = outer?.offset?.parameter
  const highest = Math.max(0, ...shape.parameters.map(({ number }) => number))
  // The parameter of the OFFSET is free: numbers stay without a gap.
  const numbers = keys.map((_, index) =>
    own === undefined ? highest + 1 + index : index === 0 ? own : highest + index,
  )
  const condition = conditionOf(keys, numbers)
  const edits: Edit[] = [
    // With the space in front of it.
    { start: offset.start - 1, end: offset.end, text: '' },
    where
      ? {
          start: where.start + 'WHERE'.length,
          end: where.start + 'WHERE'.length,
          text: ` ${condition} AND (`,
        }
      : { start: order.start, end: order.start, text: `WHERE ${condition}\n` },
    ...(where ? [{ start: where.end, end: where.end, text: ')' }] : []),
  ]
  if (completed) {
    const written = outer?.orderBy.length ?? 0
    const added = keys.slice(written).map(({ sql, descending }) => `, ${sql}${descending ? ' DESC' : ''}`)
    edits.push({ start: order.end, end: order.end, text: added.join('') })
  }
  const last = endOf(tokens)
  const bytes = Buffer.byteLength(text)
  if (last < bytes) edits.push({ start: Math.max(last, offset.end), end: bytes, text: '' })
  const notes = [
    `${numbers.map((number) => `$${number}`).join(', ')}: ${keys.map(({ column }) => column).join(', ')} of the last row of the page before.`,
    'The first page is asked for without the condition.',
  ]
  if (keys.some(({ nullable }) => nullable)) {
    notes.push('Rows in which one of these is NULL are left out: treat them as a page of their own.')
  }
  return { title: 'By key', sql: edited(text, edits).trim(), note: notes.join(' ') }
}

/** `(a, b) > ($1, $2)` where all go one way; spelt out where they do not. */
function conditionOf(keys: readonly KeysetKey[], numbers: readonly number[]): string {
  const [first] = keys
  const value = (index: number): string => `$${numbers[index] ?? 0}`
  if (keys.every(({ descending }) => descending === first?.descending)) {
    const operator = first?.descending === true ? '<' : '>'
    if (keys.length === 1) return `${first?.sql ?? ''} ${operator} ${value(0)}`
    return `(${keys.map(({ sql }) => sql).join(', ')}) ${operator} (${keys.map((_, index) => value(index)).join(', ')})`
  }
  const arms = keys.map(({ sql, descending }, index) => {
    const equal = keys.slice(0, index).map((key, before) => `${key.sql} = ${value(before)}`)
    return [...equal, `${sql} ${descending ? '<' : '>'} ${value(index)}`].join(' AND ')
  })
  // The first condition alone is what an index can begin at.
  const begin = `${first?.sql ?? ''} ${first?.descending === true ? '<=' : '>='} ${value(0)}`
  return `${begin} AND (${arms.map((arm) => (arm.includes(' AND ') ? `(${arm})` : arm)).join(' OR ')})`
}

/** The index in the page's order, where there is none that begins with it. */
function orderIndex({ table, keys }: Keyset, page: Runnable): Proposal | undefined {
  const parts = keys.map(({ column, descending }) => ({ kind: 'column' as const, text: column, descending }))
  return table.kind !== 'table' || hasIndex(table, parts) ? undefined : createIndex(table, parts, page)
}

/** How many pages on the proof looks: the first one shows nothing of what is wrong. */
const pageToMeasure = 200

/** The statement with values for a page far on, where it takes nothing but LIMIT and OFFSET. */
function deepPage({ statement, shape: { parameters }, text }: ReadStatement): Runnable {
  const rows = Math.max(1, Math.round(rowsPerCall(statement)))
  const isPage = parameters.every(({ kind }) => kind === 'limit' || kind === 'offset')
  if (parameters.length === 0 || !isPage) return { sql: text }
  const values = parameters.map(({ number, kind }) => ({
    number,
    value: kind === 'limit' ? rows : rows * pageToMeasure,
  }))
  return {
    sql: text,
    parameters: values.toSorted((a, b) => a.number - b.number).map(({ value }) => String(value)),
  }
}
