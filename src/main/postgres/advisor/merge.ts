import { type Candidate, candidateKey } from './candidate.ts'

/** More merged forms than this cost more questions than they gain. */
const MOST_MERGED = 60
/** As for the candidates of single queries. */
const MOST_INCLUDED = 4

/**
 * Indexes that could do the work of two: of pairs on one table, the key of the one with the rest of the
 * other behind it (in the key where it fits and the begin is shared, else in INCLUDE). Plain btree only.
 */
export function mergedCandidates(
  wanted: readonly Candidate[],
  known: readonly Candidate[],
  maxWidth: number,
): Candidate[] {
  const keys = new Set(known.map(candidateKey))
  const merged: Candidate[] = []
  const plain = wanted.filter(
    ({ accessMethod, predicate, key }) =>
      accessMethod === 'btree' && predicate === null && key.every(({ kind }) => kind === 'column'),
  )
  for (const first of plain) {
    for (const second of plain) {
      if (first === second || first.schema !== second.schema || first.table !== second.table) continue
      for (const candidate of [inKey(first, second, maxWidth), inInclude(first, second)]) {
        if (!candidate || keys.has(candidateKey(candidate))) continue
        keys.add(candidateKey(candidate))
        merged.push(candidate)
        if (merged.length >= MOST_MERGED) return merged
      }
    }
  }
  return merged
}

function inKey(first: Candidate, second: Candidate, maxWidth: number): Candidate | undefined {
  if (columnOf(first, 0) !== columnOf(second, 0)) return undefined
  const has = new Set(first.key.map((_, place) => columnOf(first, place)))
  const key = [...first.key, ...second.key.filter((_, place) => !has.has(columnOf(second, place)))]
  if (key.length > maxWidth || key.length === first.key.length) return undefined
  const inIt = new Set(key.map((part) => (part.kind === 'column' ? part.column : '')))
  const include = both(first.include, second.include).filter((column) => !inIt.has(column))
  return { ...first, key, include, queryIds: both(first.queryIds, second.queryIds) }
}

function inInclude(first: Candidate, second: Candidate): Candidate | undefined {
  const inKey = new Set(first.key.map((_, place) => columnOf(first, place)))
  const others = second.key.map((_, place) => columnOf(second, place))
  const include = both(first.include, both(second.include, others)).filter((column) => !inKey.has(column))
  if (include.length === first.include.length || include.length > MOST_INCLUDED) return undefined
  return { ...first, include, queryIds: both(first.queryIds, second.queryIds) }
}

function columnOf({ key }: Candidate, place: number): string {
  const part = key[place]
  return part?.kind === 'column' ? part.column : ''
}

function both(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second])]
}
