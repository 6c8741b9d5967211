import type { Table } from '../../schema/schema.ts'
import type { Candidate, KeyPart } from '../candidate.ts'
import { isNarrow } from './covering.ts'
import { columnPartOf, type Part } from './part.ts'
import type { Entry, Pool } from './pool.ts'

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
    .ranked()
    .filter(
      ({ candidate, rank }) =>
        rank <= 1 && candidate.accessMethod === 'btree' && candidate.predicate === null,
    )
  for (const ofTable of Map.groupBy(entries, ({ table }) => table).values()) {
    const few = ofTable.slice(0, MOST_PER_TABLE)
    const room = { left: MOST_MERGED_PER_TABLE }
    for (const alike of Map.groupBy(few, ({ candidate }) => JSON.stringify(candidate.key[0])).values()) {
      mergePairs(alike, pool, maxWidth, room)
    }
  }
}

/** All of them begin with the same column in the same direction. */
function mergePairs(entries: readonly Entry[], pool: Pool, maxWidth: number, room: { left: number }): void {
  for (const [place, { candidate: one, table }] of entries.entries()) {
    for (const { candidate: other } of entries.slice(place + 1)) {
      if (room.left <= 0) return
      const queryIds = new Set([...one.queryIds, ...other.queryIds])
      // Of the same queries there is nothing to share.
      if (queryIds.size === one.queryIds.length && queryIds.size === other.queryIds.length) continue
      for (const { key, include } of mergedKeys(one, other, maxWidth)) {
        const parts = key.flatMap((part) => partOfKey(part, table) ?? [])
        if (parts.length < key.length || !isNarrow(table, parts, include)) continue
        pool.add(4, queryIds, { table, parts, include })
        room.left--
      }
    }
  }
}

function mergedKeys(
  one: Candidate,
  other: Candidate,
  maxWidth: number,
): { key: KeyPart[]; include: string[] }[] {
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

function isSame(one: KeyPart, other: KeyPart | undefined): boolean {
  return (
    other !== undefined &&
    isSameColumn(one, other) &&
    one.descending === other.descending &&
    one.nullsFirst === other.nullsFirst &&
    one.opclass === other.opclass
  )
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
