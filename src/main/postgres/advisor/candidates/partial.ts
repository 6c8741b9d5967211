import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { findColumn } from '../../schema/find.ts'
import type { Column } from '../../schema/schema.ts'
import type { Access, OperandConjunct } from './access.ts'

/** What a partial index may be of: a condition that a statement always has, and that few rows meet. */
interface Predicate {
  sql: string
  /** The column that it is about. */
  column: string
  /** Of the rows, 0 to 1; undefined where it is not known. */
  share: number | undefined
}

/** Above this share a partial index is hardly smaller than a whole one. */
const LARGEST_SHARE = 0.1
/** A flag or a null test is worth it up to half the table. */
const LARGEST_FLAG_SHARE = 0.5
/** A value of a column of many different values is found as well in a whole index. */
const MOST_DISTINCT = 100
/** A column of so few is a state or a kind; of more, a value has to be much rarer than others. */
const FEW_DISTINCT = 20
const RARE = 1 / 3

/** Only from constants: under a parameter the planner cannot know that the predicate holds. */
export function predicatesOf(access: Access): Predicate[] {
  const found = new Map<string, Predicate>()
  for (const conjunct of access.conjuncts) {
    if (conjunct.operand.kind !== 'column') continue
    const column = findColumn(access.table, conjunct.operand.column.name)
    const predicate = column && predicateOf(conjunct, column)
    if (predicate) found.set(predicate.sql, predicate)
  }
  return [...found.values()]
}

function predicateOf(conjunct: OperandConjunct, column: Column): Predicate | undefined {
  const name = quoteIdentifier(column.name)
  const { statistics } = column
  if (conjunct.kind === 'null') {
    const share = statistics && (conjunct.isNull ? statistics.nullShare : 1 - statistics.nullShare)
    if (column.notNull || (share !== undefined && (share > LARGEST_FLAG_SHARE || share === 0)))
      return undefined
    return { sql: `${name} IS ${conjunct.isNull ? '' : 'NOT '}NULL`, column: column.name, share }
  }
  if (conjunct.kind === 'boolean') {
    if (column.baseType !== 'bool') return undefined
    const share = statistics?.common.find(
      ({ value }) => value === (conjunct.is ? 't' : 'f') || value === String(conjunct.is),
    )?.share
    if (share !== undefined && share > LARGEST_FLAG_SHARE) return undefined
    return { sql: conjunct.is ? name : `NOT ${name}`, column: column.name, share }
  }
  if (conjunct.kind !== 'equality' || conjunct.value.kind !== 'constant') return undefined
  const { text, type, sql } = conjunct.value
  if (type !== 'text' && type !== 'number') return undefined
  // Without statistics nothing tells that the value is rare.
  if (!statistics || statistics.distinct > MOST_DISTINCT) return undefined
  const share =
    statistics.common.find(({ value }) => value === text)?.share ?? 1 / Math.max(1, statistics.distinct)
  const isRare = statistics.distinct <= FEW_DISTINCT || share * statistics.distinct <= RARE
  if (share > LARGEST_SHARE || !isRare) return undefined
  return { sql: `${name} = ${sql}`, column: column.name, share }
}
