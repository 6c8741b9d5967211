import { median } from '#shared/stats/quantile.ts'
import { seededRandom } from '#shared/stats/random.ts'
import type { Milliseconds } from '#shared/units.ts'
import { duration, list } from '#main/wording.ts'
import { DROPPED } from './fills.ts'
import { type Gathered, UNKNOWN } from './gathered-accesses.ts'
import type { Namespaces } from './namespaces.ts'
import { KEEP_TTL, NO_TTL, READ } from './workload.ts'

/** So many different times to live are no choice of a few, and none of them is most of all. */
const VARIED = 10
/** Kept of each namespace, to draw from. */
const MOST_KEPT = 20_000
const NAMED = 3

/** What a trace tells of the times to live in a namespace. */
interface Told {
  without: number
  with: number
  /** A fair part of them. */
  ttls: Milliseconds[]
  /** Keys' later tellings, and those of them that are the same as the one before. */
  repeats: number
  same: number
}

/**
 * Fills in the times to live of reads of which the trace shows no filling, in place. A key whose time to
 * live nothing tells gets what is usual in its namespace: the median of those that have one, where most
 * have one. Where they vary from one filling to the next (`EX` with a random part), a filling that the
 * trace does not show draws its own from those it shows, rather than that of another filling of its key.
 * Whether they vary so is told by keys that were filled several times; where no key was, times to live
 * that differ widely are taken for that.
 *
 * @returns notes, one sentence each
 */
export function guessTtls(
  trace: Gathered,
  ttls: Float64Array,
  fillOf: Int32Array,
  namespaces: Namespaces,
): string[] {
  const random = seededRandom(1)
  const told = toldTtls(trace, fillOf, namespaces, random)
  const drawn = new Set([...told].filter(([, one]) => varies(one)).map(([namespace]) => namespace))
  const usual = new Map(
    [...told].map(([namespace, one]) => [namespace, one.with > one.without ? median(one.ttls) : NO_TTL]),
  )
  const isShown = new Uint8Array(drawn.size > 0 ? trace.length : 0)
  if (drawn.size > 0) for (const read of fillOf) if (read !== UNKNOWN) isShown[read] = 1
  const used = new Set<number>()
  for (let i = 0; i < trace.length; i++) {
    if (trace.kind[i] !== READ || trace.ttlMs[i] !== KEEP_TTL) continue
    const namespace = namespaces.of[trace.key[i] ?? 0] ?? 0
    if (ttls[i] === KEEP_TTL) ttls[i] = usual.get(namespace) ?? NO_TTL
    if (ttls[i] === NO_TTL || !drawn.has(namespace) || isShown[i] === 1) continue
    const all = told.get(namespace)?.ttls ?? []
    ttls[i] = all[Math.floor(random() * all.length)] ?? NO_TTL
    used.add(namespace)
  }
  return notesOf(told, used, namespaces)
}

function toldTtls(
  trace: Gathered,
  fillOf: Int32Array,
  namespaces: Namespaces,
  random: () => number,
): Map<number, Told> {
  const told = new Map<number, Told>()
  const last = new Float64Array(trace.names.length).fill(KEEP_TTL)
  for (let i = 0; i < trace.length; i++) {
    const ttl = trace.ttlMs[i] ?? KEEP_TTL
    const filled = fillOf[i] ?? UNKNOWN
    if (trace.kind[i] === DROPPED || ttl === KEEP_TTL) continue
    // A read that tells it and the write that fills it are one telling.
    if (filled !== UNKNOWN && trace.ttlMs[filled] !== KEEP_TTL) continue
    const key = trace.key[i] ?? 0
    const namespace = namespaces.of[key] ?? 0
    const one = told.get(namespace) ?? { without: 0, with: 0, ttls: [], repeats: 0, same: 0 }
    told.set(namespace, one)
    if (ttl === NO_TTL) {
      one.without++
      continue
    }
    one.with++
    if (one.ttls.length < MOST_KEPT) one.ttls.push(ttl)
    else {
      const place = Math.floor(random() * one.with)
      if (place < MOST_KEPT) one.ttls[place] = ttl
    }
    if (last[key] !== KEEP_TTL) {
      one.repeats++
      if (last[key] === ttl) one.same++
    }
    last[key] = ttl
  }
  return told
}

/** Whether each filling has its own. */
function varies({ ttls, repeats, same }: Told): boolean {
  if (same * 2 > repeats) return false
  const counts = new Map<Milliseconds, number>()
  for (const ttl of ttls) counts.set(ttl, (counts.get(ttl) ?? 0) + 1)
  return counts.size >= VARIED && [...counts.values()].every((count) => count * 2 <= ttls.length)
}

function notesOf(
  told: ReadonlyMap<number, Told>,
  used: ReadonlySet<number>,
  namespaces: Namespaces,
): string[] {
  if (used.size === 0) return []
  const named = [...used]
    .toSorted((one, other) => (told.get(other)?.with ?? 0) - (told.get(one)?.with ?? 0))
    .map((namespace) => {
      const { ttls = [] } = told.get(namespace) ?? {}
      const [least, most] = ttls.reduce(
        ([low, high], ttl) => [Math.min(low, ttl), Math.max(high, ttl)],
        [Number.POSITIVE_INFINITY, 0],
      )
      return `${namespaces.nameOf(namespace).pattern} (${duration(least)} to ${duration(most)})`
    })
  const isTaken = [...used].some((namespace) => (told.get(namespace)?.repeats ?? 0) === 0)
  const doubt = isTaken ? '; no key was filled twice, which would show whether keys keep theirs' : ''
  return [
    `TTLs are taken to vary from fill to fill in ${list(named, NAMED)}: a fill that the trace does not show draws one of those it shows${doubt}.`,
  ]
}
