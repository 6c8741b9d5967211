import { median } from '#shared/stats/quantile.ts'
import type { Bytes } from '#shared/units.ts'
import { DROPPED, findFills } from './fills.ts'
import { guessTtls } from './fill-ttls.ts'
import { type Gathered, UNKNOWN } from './gathered-accesses.ts'
import { type Namespaces, namespacesOf } from './namespaces.ts'
import { emptyWorkload, KEEP_TTL, NO_TTL, READ, type Workload } from './workload.ts'

/** Where a trace tells no size at all: a guess that the notes own up to. */
const ASSUMED_BYTES: Bytes = 100

export interface TraceWorkload {
  workload: Workload
  names: string[]
  namespaces: Namespaces
  /** One sentence each: what the trace did not tell and was assumed. */
  notes: string[]
}

/**
 * A recorded trace as what a program wants of a cache, whatever the cache was like when it was recorded:
 * writes that filled a miss are taken out, and every read knows with what it would be filled now. That is
 * the value (and time to live) that was written after it, else the one before, else a later one, else
 * `valueBytes`, else what is usual in the key's namespace; times to live that differ from one filling to the
 * next are drawn.
 */
export function workloadOf(trace: Gathered, valueBytes?: Bytes): TraceWorkload {
  const fillOf = findFills(trace)
  const namespaces = namespacesOf(trace.names)
  const notes: string[] = []
  const sizes = valuesOfReads(trace, trace.bytes, fillOf, (value) => value !== UNKNOWN)
  const ttls = valuesOfReads(trace, trace.ttlMs, fillOf, (value) => value !== KEEP_TTL)
  const guessed = valueBytes === undefined ? guessSizes(trace, sizes, namespaces, notes) : () => valueBytes
  notes.push(...guessTtls(trace, ttls, fillOf, namespaces))

  let length = 0
  for (let i = 0; i < trace.length; i++) if (isOwn(trace, fillOf, i)) length++
  const workload = emptyWorkload(trace.names.length, length)
  workload.nameBytes.set(trace.nameBytes)
  for (let i = 0, to = 0; i < trace.length; i++) {
    if (!isOwn(trace, fillOf, i)) continue
    const key = trace.key[i] ?? 0
    const isRead = trace.kind[i] === READ
    const bytes = (isRead ? sizes[i] : trace.bytes[i]) ?? UNKNOWN
    workload.at[to] = trace.at[i] ?? 0
    workload.kind[to] = trace.kind[i] ?? READ
    workload.key[to] = key
    workload.bytes[to] = bytes === UNKNOWN ? guessed(key) : bytes
    workload.ttlMs[to] = (isRead ? ttls[i] : trace.ttlMs[i]) ?? NO_TTL
    to++
  }
  return { workload, names: trace.names, namespaces, notes }
}

function isOwn({ kind }: Gathered, fillOf: Int32Array, i: number): boolean {
  return kind[i] !== DROPPED && fillOf[i] === UNKNOWN
}

/** For each read what it would be filled with; left as it is where nothing about the key tells. */
function valuesOfReads(
  trace: Gathered,
  written: Float64Array,
  fillOf: Int32Array,
  isKnown: (value: number) => boolean,
): Float64Array {
  const { kind, key, length, names } = trace
  const values = written.slice(0, length)
  const known = new Float64Array(names.length).fill(Number.NaN)
  for (let i = length - 1; i >= 0; i--) {
    const value = written[i] ?? UNKNOWN
    const subject = key[i] ?? 0
    if (kind[i] === DROPPED) continue
    if (isKnown(value)) known[subject] = value
    else if (kind[i] === READ && !Number.isNaN(known[subject])) values[i] = known[subject] ?? 0
  }
  known.fill(Number.NaN)
  for (let i = 0; i < length; i++) {
    const value = written[i] ?? UNKNOWN
    const subject = key[i] ?? 0
    if (kind[i] === DROPPED) continue
    if (isKnown(value)) known[subject] = value
    else if (kind[i] === READ && !Number.isNaN(known[subject])) values[i] = known[subject] ?? 0
  }
  for (let i = 0; i < length; i++) {
    const read = fillOf[i] ?? UNKNOWN
    const value = written[i] ?? UNKNOWN
    if (read !== UNKNOWN && isKnown(value)) values[read] = value
  }
  return values
}

/** The size for a key that nothing is known of; tells in the notes how many there are. */
function guessSizes(
  trace: Gathered,
  sizes: Float64Array,
  namespaces: Namespaces,
  notes: string[],
): (key: number) => Bytes {
  const { names, key, length } = trace
  const known = new Float64Array(names.length).fill(UNKNOWN)
  const needed = new Uint8Array(names.length)
  for (let i = 0; i < length; i++) {
    const size = sizes[i] ?? UNKNOWN
    if (size !== UNKNOWN) known[key[i] ?? 0] = size
    else if (trace.kind[i] === READ) needed[key[i] ?? 0] = 1
  }
  const ofNamespace = new Map<number, number[]>()
  const all: number[] = []
  let unknown = 0
  for (let one = 0; one < names.length; one++) {
    const size = known[one] ?? UNKNOWN
    if (size === UNKNOWN) {
      unknown += needed[one] ?? 0
      continue
    }
    const namespace = namespaces.of[one] ?? 0
    const list = ofNamespace.get(namespace) ?? []
    if (list.length === 0) ofNamespace.set(namespace, list)
    list.push(size)
    all.push(size)
  }
  const overall = all.length > 0 ? median(all) : ASSUMED_BYTES
  const medians = new Map([...ofNamespace].map(([namespace, list]) => [namespace, median(list)]))
  if (all.length === 0 && unknown > 0) {
    notes.push(
      `The trace tells no sizes: every value is taken to have ${ASSUMED_BYTES} bytes (--value-bytes in the terminal), and memory sizes mean little but in proportion.`,
    )
  } else if (unknown > 0) {
    notes.push(
      `${unknown.toLocaleString('en-US')} of ${names.length.toLocaleString('en-US')} keys were never written, so that their sizes are not known: each is taken to have the median of its namespace.`,
    )
  }
  return (one) => medians.get(namespaces.of[one] ?? 0) ?? overall
}
