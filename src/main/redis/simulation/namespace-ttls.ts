import type { NamespaceTtl } from '#shared/contract/redis/simulation.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { NamespaceName } from '../namespaces/index.ts'
import type { Namespaces } from './namespaces.ts'
import {
  DELETE,
  durationOf,
  EXPIRE,
  READ,
  type Workload,
  WRITE_IF_ABSENT,
  WRITE_IF_PRESENT,
} from './workload.ts'

/** TTLs that people choose, in seconds, for the curves. */
const USUAL_SECONDS = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800,
  345_600, 604_800,
]
/** More would be no table that one reads; those with the most reads are kept. */
const MOST_NAMESPACES = 200
const NEVER = -1

export type TtlOfNamespace = Omit<NamespaceTtl, 'proposals'> & NamespaceName

/**
 * For each namespace the hit rate for TTLs, if every value lives for the TTL from when it was written and
 * nothing is ever evicted; and the shortest TTL, in whole seconds, with the wanted hit rate (0 to 1). A
 * value is written by a read that misses, or by a write of its own. Exact but for one thing: with a longer
 * TTL the values are renewed at other moments, so that the rate can fall by a hair; the shortest is looked
 * for as if it only rose.
 */
export function ttlsOfNamespaces(
  workload: Workload,
  namespaces: Namespaces,
  wantedHitRate: number,
): TtlOfNamespace[] {
  const { count } = namespaces
  const keys = new Int32Array(count)
  for (const namespace of namespaces.of) keys[namespace] = (keys[namespace] ?? 0) + 1
  const longest = Math.max(1, Math.ceil(durationOf(workload) / 1000))
  const seconds = [...USUAL_SECONDS.filter((one) => one < longest), longest]
  const curves = seconds.map((ttl) => hitsOf(workload, namespaces, new Float64Array(count).fill(ttl * 1000)))
  const reads = readsOf(workload, namespaces)
  const rate = (hits: Int32Array, namespace: number): number =>
    (hits[namespace] ?? 0) / Math.max(1, reads[namespace] ?? 0)

  // Between two points of the curve the shortest is looked for in all namespaces at once.
  const tooShort = new Float64Array(count)
  const enough = new Float64Array(count).fill(NEVER)
  for (let namespace = 0; namespace < count; namespace++) {
    const at = curves.findIndex((hits) => rate(hits, namespace) >= wantedHitRate)
    enough[namespace] = seconds[at] ?? NEVER
    tooShort[namespace] = seconds[at - 1] ?? 0
  }
  for (;;) {
    const tried = enough.map((most, namespace) => Math.floor((most + (tooShort[namespace] ?? 0)) / 2))
    const isOpen = (namespace: number): boolean =>
      enough[namespace] !== NEVER && (tried[namespace] ?? 0) > (tooShort[namespace] ?? 0)
    if (!enough.some((_, namespace) => isOpen(namespace))) break
    const hits = hitsOf(
      workload,
      namespaces,
      tried.map((ttl) => ttl * 1000),
    )
    for (let namespace = 0; namespace < count; namespace++) {
      if (!isOpen(namespace)) continue
      if (rate(hits, namespace) >= wantedHitRate) enough[namespace] = tried[namespace] ?? 0
      else tooShort[namespace] = tried[namespace] ?? 0
    }
  }
  const final = hitsOf(
    workload,
    namespaces,
    enough.map((ttl) => (ttl === NEVER ? longest : ttl) * 1000),
  )
  return Array.from({ length: count }, (_, namespace) => namespace)
    .filter((namespace) => (reads[namespace] ?? 0) > 0)
    .toSorted((x, y) => (reads[y] ?? 0) - (reads[x] ?? 0))
    .slice(0, MOST_NAMESPACES)
    .map((namespace) => ({
      ...namespaces.nameOf(namespace),
      keys: keys[namespace] ?? 0,
      reads: reads[namespace] ?? 0,
      curve: curves.map((hits, at) => ({ ttlSeconds: seconds[at] ?? 0, hitRate: rate(hits, namespace) })),
      ttlSeconds: enough[namespace] === NEVER ? null : (enough[namespace] ?? null),
      hitRate: rate(final, namespace),
    }))
}

/** The hits of each namespace with a TTL of its own. */
function hitsOf(workload: Workload, namespaces: Namespaces, ttls: Float64Array): Int32Array {
  const { at, kind, key, nameBytes } = workload
  const hits = new Int32Array(namespaces.count)
  const writtenAt = new Float64Array(nameBytes.length).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0; i < at.length; i++) {
    const what = kind[i] ?? READ
    if (what === EXPIRE) continue
    const subject = key[i] ?? 0
    const namespace = namespaces.of[subject] ?? 0
    const now: Milliseconds = at[i] ?? 0
    const isThere = now - (writtenAt[subject] ?? 0) <= (ttls[namespace] ?? 0)
    if (what === DELETE) writtenAt[subject] = Number.NEGATIVE_INFINITY
    else if (what === READ && isThere) hits[namespace] = (hits[namespace] ?? 0) + 1
    else if (what === WRITE_IF_ABSENT ? !isThere : what !== WRITE_IF_PRESENT || isThere)
      writtenAt[subject] = now
  }
  return hits
}

function readsOf({ kind, key }: Workload, namespaces: Namespaces): Int32Array {
  const reads = new Int32Array(namespaces.count)
  for (let i = 0; i < key.length; i++) {
    if (kind[i] !== READ) continue
    const namespace = namespaces.of[key[i] ?? 0] ?? 0
    reads[namespace] = (reads[namespace] ?? 0) + 1
  }
  return reads
}
