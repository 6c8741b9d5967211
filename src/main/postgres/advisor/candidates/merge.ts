import type { Table } from '../../schema/schema.ts'
import { type Candidate, type KeyPart } from '../candidate.ts'
import { isNarrow } from './covering.ts'
import { columnPartOf, type Part } from './part.ts'
import type { Pool } from './pool.ts'

/** Pairs grow with the square; beyond these the budget is better spent on what queries ask for. */
const MOST_PER_TABLE = 120
const MOST_MERGED_PER_TABLE = 300

/**
 * Indexes that two queries could share, each served nearly as well as by its own: where one key begins
 * with the other, the longer key with what both include; where they begin with the same column, one
 * key behind the other.
 */
export function addMerged(pool: Pool, maxWidth: number): void {
  const entries = pool
    .best(Infinity)
    .filter(
      ({ candidate, rank }) =>
        rank <= 1 && candidate.accessMethod === 'btree' && candidate.predicate === null,
    )
  for (const ofTable of Map.groupBy(entries, ({ table }) => table).values()) {
    const few = ofTable.slice(0, MOST_PER_TABLE).map(({ candidate }) => candidate)
    const [first] = ofTable
    if (first) mergePairs(few, first.table, pool, maxWidth)
  }
}

function mergePairs(candidates: readonly Candidate[], table: Table, pool: Pool, maxWidth: number): void {
  let made = 0
  for (const [place, one] of candidates.entries()) {
    for (const other of candidates.slice(place + 1)) {
      if (made >= MOST_MERGED_PER_TABLE) return
      if (isSubset(one.queryIds, other.queryIds) && isSubset(other.queryIds, one.queryIds)) continue
      const merged = mergedKeys(one, other, maxWidth)
      for (const { key, include } of merged) {
        const parts = key.flatMap((part) => partOfKey(part, table) ?? [])
        if (parts.length < key.length || !isNarrow(table, parts, include)) continue
        pool.add(4, [...new Set([...one.queryIds, ...other.queryIds])], { table, parts, include })
        made++
      }
    }
  }
}

function mergedKeys(
  one: Candidate,
  other: Candidate,
  maxWidth: number,
): { key: KeyPart[]; include: string[] }[] {
  const [firstOne, firstOther] = [one.key[0], other.key[0]]
  if (!firstOne || !firstOther || !isSame(firstOne, firstOther)) return []
  const include = [...new Set([...one.include, ...other.include])]
  const [short, long] = one.key.length <= other.key.length ? [one, other] : [other, one]
  if (short.key.every((part, place) => isSame(part, long.key[place]))) {
    const gains = include.length > long.include.length && short.include.length > 0
    return gains ? [{ key: long.key, include }] : []
  }
  const behind = (a: Candidate, b: Candidate): { key: KeyPart[]; include: string[] }[] => {
    const rest = b.key.filter((part) => !a.key.some((known) => isSameColumn(part, known)))
    const key = [...a.key, ...rest]
    return key.length <= maxWidth && rest.length > 0 ? [{ key, include }] : []
  }
  return [...behind(one, other), ...behind(other, one)]
}

function isSubset(one: readonly string[], other: readonly string[]): boolean {
  return one.every((id) => other.includes(id))
}

function isSame(one: KeyPart, other: KeyPart | undefined): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

function isSameColumn(one: KeyPart, other: KeyPart): boolean {
  return one.kind === 'column' && other.kind === 'column'
    ? one.column === other.column
    : one.kind === 'expression' && other.kind === 'expression' && one.expression === other.expression
}

function partOfKey(key: KeyPart, table: Table): Part | undefined {
  if (key.kind === 'expression') {
    return { id: key.expression, key, column: undefined, columns: [], distinct: undefined }
  }
  const column = table.columns.find(({ name }) => name === key.column)
  const part = column && columnPartOf(column)
  return part && { ...part, key }
}
