import { median } from '#shared/stats/quantile.ts'
import type { Milliseconds } from '#shared/units.ts'
import { UNKNOWN, type Gathered } from './gathered-accesses.ts'
import { DELETE, EXPIRE, READ } from './workload.ts'

/** An access that the simulation does by itself, or that belongs to the one before it. */
export const DROPPED = 255

/** A program that read a key and missed has written it by then. */
const SAME_CLIENT: Milliseconds = 60_000
/** The same where the write comes from another client: a pool of connections, a worker. */
const OTHER_CLIENT: Milliseconds = 5_000
/** An EXPIRE so soon behind the write of the same client belongs to it. */
const EXPIRE_BEHIND: Milliseconds = 1_000
/** A client of whose other writes so many follow a read of the key by somebody fills for others. */
const FILLER_SHARE = 0.8
/** Readers of a key that are remembered until one of them writes it. */
const READERS = 4
/**
 * So many other accesses of the client may lie between a read and the write that fills it, whatever the
 * trace is like: a program that reads some keys at once and then writes those it missed.
 */
const LEAST_BETWEEN = 16
/** A program that fills has usually done so after so many; more is no filling but an update some time later. */
const MOST_USUALLY_BETWEEN = 500
/** A slow filling takes so much longer than a usual one. */
const SLOWEST_TO_USUAL = 4

/**
 * For each write whether it fills a read that had missed when the trace was recorded, and then the index
 * of that read; {@link UNKNOWN} for writes of their own. The simulation fills what misses *there*, so
 * these must not count a second time. Also folds `SET` with the `EXPIRE` behind it into one write.
 *
 * A write fills when its client read the key shortly before and has not written it since: within a minute,
 * and with no more accesses between than this trace's fillings usually have ({@link mostBetween}). Where
 * reads and writes go through different connections, it fills when somebody read the key just before,
 * for clients that nearly always write what was just read; others, which write whatever was read or not,
 * bring news. A read that is known to have hit is not filled.
 */
export function findFills(trace: Gathered): Int32Array {
  const { at, kind, key, client, outcome, ttlMs, length, names } = trace
  const fillOf = new Int32Array(length).fill(UNKNOWN)
  const ordinals = ordinalsOf(trace)
  const limit = mostBetween(trace, ordinals)
  const readers = new Readers(names.length)
  const lastRead = new Int32Array(names.length).fill(UNKNOWN)
  const lastOther = new Int32Array(names.length).fill(UNKNOWN)
  /** Writes that follow a read of somebody else: the read of each. */
  const doubtful = new Map<number, number>()
  const writesOf = new Map<number, { others: number; doubtful: number }>()
  for (let i = 0; i < length; i++) {
    const subject = key[i] ?? 0
    const now = at[i] ?? 0
    const who = client[i] ?? 0
    const previous = lastOther[subject] ?? UNKNOWN
    const read = lastRead[subject] ?? UNKNOWN
    if (kind[i] === READ) {
      if (outcome[i] === 1) {
        readers.take(subject, who, at, 0)
        continue
      }
      lastRead[subject] = i
      readers.remember(subject, who, i)
      continue
    }
    lastOther[subject] = i
    if (kind[i] === DELETE) {
      readers.forget(subject)
      lastRead[subject] = UNKNOWN
      continue
    }
    if (kind[i] === EXPIRE) {
      const belongs =
        previous !== UNKNOWN &&
        kind[previous] !== DELETE &&
        kind[previous] !== EXPIRE &&
        client[previous] === who &&
        now - (at[previous] ?? 0) <= EXPIRE_BEHIND
      if (belongs) {
        ttlMs[previous] = ttlMs[i] ?? 0
        kind[i] = DROPPED
        lastOther[subject] = previous
      }
      continue
    }
    const own = readers.take(subject, who, at, now - SAME_CLIENT)
    if (own !== UNKNOWN) {
      if ((ordinals[i] ?? 0) - (ordinals[own] ?? 0) - 1 <= limit) fillOf[i] = own
      continue
    }
    const counts = writesOf.get(who) ?? { others: 0, doubtful: 0 }
    writesOf.set(who, counts)
    counts.others++
    const isNews = read === UNKNOWN || now - (at[read] ?? 0) > OTHER_CLIENT || read < previous
    if (isNews) continue
    counts.doubtful++
    doubtful.set(i, read)
  }
  for (const [write, read] of doubtful) {
    const counts = writesOf.get(client[write] ?? 0)
    if (counts && counts.doubtful >= FILLER_SHARE * counts.others) fillOf[write] = read
  }
  return fillOf
}

/** The how many-th access of its client each is. */
function ordinalsOf({ client, length }: Gathered): Int32Array {
  const counts = new Map<number, number>()
  const ordinals = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const who = client[i] ?? 0
    const ordinal = (counts.get(who) ?? 0) + 1
    counts.set(who, ordinal)
    ordinals[i] = ordinal
  }
  return ordinals
}

/**
 * How many other accesses of a client may lie between a read and the write that fills it. Learned from
 * keys whose first access is a read and whose second a write of the same client: in a trace of a cache
 * most of these are fillings, and come soon; where reads and updates are independent they come any time.
 */
function mostBetween({ at, kind, key, client, length, names }: Gathered, ordinals: Int32Array): number {
  const first = new Int32Array(names.length).fill(UNKNOWN)
  const isDone = new Uint8Array(names.length)
  const between: number[] = []
  for (let i = 0; i < length; i++) {
    const subject = key[i] ?? 0
    if (isDone[subject] === 1) continue
    const before = first[subject] ?? UNKNOWN
    if (before === UNKNOWN) {
      first[subject] = i
      if (kind[i] !== READ) isDone[subject] = 1
      continue
    }
    isDone[subject] = 1
    if (kind[i] === READ || kind[i] === DELETE || kind[i] === EXPIRE || client[i] !== client[before]) continue
    if ((at[i] ?? 0) - (at[before] ?? 0) > SAME_CLIENT) continue
    between.push((ordinals[i] ?? 0) - (ordinals[before] ?? 0) - 1)
  }
  if (between.length === 0) return LEAST_BETWEEN
  const usual = median(between)
  return usual <= MOST_USUALLY_BETWEEN ? LEAST_BETWEEN + SLOWEST_TO_USUAL * usual : LEAST_BETWEEN
}

/** Who read each key last and may be about to write it. */
class Readers {
  /** For each key the latest reads, by their indices; and the client of each. */
  readonly #reads: Int32Array
  readonly #clients: Int32Array
  readonly #next: Uint8Array

  constructor(keys: number) {
    this.#reads = new Int32Array(keys * READERS).fill(UNKNOWN)
    this.#clients = new Int32Array(keys * READERS)
    this.#next = new Uint8Array(keys)
  }

  remember(key: number, client: number, read: number): void {
    const from = key * READERS
    for (let at = from; at < from + READERS; at++) {
      if (this.#reads[at] !== UNKNOWN && this.#clients[at] === client) {
        this.#reads[at] = read
        return
      }
    }
    const place = from + (this.#next[key] ?? 0)
    this.#next[key] = ((this.#next[key] ?? 0) + 1) % READERS
    this.#reads[place] = read
    this.#clients[place] = client
  }

  /** The client's read of the key, if it is no older; it is forgotten. */
  take(key: number, client: number, at: Float64Array, since: Milliseconds): number {
    const from = key * READERS
    for (let place = from; place < from + READERS; place++) {
      const read = this.#reads[place] ?? UNKNOWN
      if (read === UNKNOWN || this.#clients[place] !== client) continue
      this.#reads[place] = UNKNOWN
      return (at[read] ?? 0) >= since ? read : UNKNOWN
    }
    return UNKNOWN
  }

  forget(key: number): void {
    this.#reads.fill(UNKNOWN, key * READERS, (key + 1) * READERS)
  }
}
