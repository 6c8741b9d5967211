import { type Candidate, candidateKey } from './candidate.ts'
import { tableKey } from './relevance.ts'

/** One column or expression and nothing else: what a search begins with. */
export function isSimple({ key, include, predicate }: Candidate): boolean {
  return key.length === 1 && include.length === 0 && predicate === null
}

/** The places of those in `list` whose key this one's begins with, and which include no more. */
export function narrowerOf(wide: Candidate, own: number, list: readonly Candidate[]): number[] {
  if (wide.accessMethod !== 'btree') return []
  const keys = wide.key.map((_, at) => keyOf(wide, at + 1))
  return list.flatMap((narrow, place) => {
    if (place === own || narrow.accessMethod !== 'btree' || narrow.predicate !== wide.predicate) return []
    if (tableKey(narrow) !== tableKey(wide)) return []
    const begins = keys[narrow.key.length - 1] === keyOf(narrow, narrow.key.length)
    const holds = narrow.include.every((column) => wide.include.includes(column))
    return begins && holds ? [place] : []
  })
}

function keyOf(candidate: Candidate, columns: number): string {
  return candidateKey({ ...candidate, key: candidate.key.slice(0, columns), include: [], predicate: null })
}
