import type { Pace } from '#shared/contract/redis/keyspace.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Latency } from './latency.ts'

/**
 * Keys per SCAN at full speed. Measured on a pinned server with 750,000 keys, five questions a key:
 * 100 keys 278,000 keys/s, 400 keys 320,000 to 400,000, 1,600 keys no more; but a SCAN holds the server
 * for its whole length, and at 400 that is some 0.2 ms. (A server reads 16 to 32 KB of a pipeline at a
 * time, so that the questions themselves let others in between whatever their number.)
 */
const FULL_BATCH = 400
/** Batches whose questions are on their way at once at full speed: the server is never without work. */
const FULL_DEPTH = 2

/**
 * Gentle: questions of one burst. They hold the server for some 0.04 ms, which is what another client's
 * command waits at most; a command alone takes 0.05 to 0.1 ms there and back.
 */
const GENTLE_QUESTIONS = 80
/** Bursts one after another, each when the last is answered, before a rest: at first, and at most. */
const GENTLE_BURSTS = { first: 2, most: 4 }
/**
 * How many times longer PINGs take beside the work than while it rests: from `much` on it does less,
 * below `little` more. On a busy machine the two differ by chance alone: what lies between is left.
 */
const SLOWED = { little: 1.4, much: 2 }
/** What clocks and event loops add of their own. */
const NOISE: Milliseconds = 0.05
/**
 * So often the work rests for a moment in which PINGs tell how the server is without it: compared with
 * the time before the work began, other clients that come meanwhile would be taken for its own doing.
 */
const QUIET_EVERY: Milliseconds = 300
const QUIET: Milliseconds = 25
const LONGEST_REST: Milliseconds = 3
/** The least a timer rests. */
const TICK: Milliseconds = 1

/** What the scan of one node does next, by the pace that is set now. */
export class Governor {
  readonly #pace: () => Pace
  readonly #nodes: number
  readonly #gentleBatch: number
  readonly #latency: Latency
  #gentleBursts = GENTLE_BURSTS.first
  #burst = 0
  #gentleRest: Milliseconds = TICK
  #quietAt: Milliseconds = 0
  #dueAt: Milliseconds = 0

  /**
   * @param nodes among which a pace in keys a second is divided
   * @param questions asked of each key
   */
  constructor(pace: () => Pace, nodes: number, questions: number, latency: Latency) {
    this.#pace = pace
    this.#nodes = nodes
    this.#gentleBatch = Math.round(GENTLE_QUESTIONS / Math.max(1, questions))
    this.#latency = latency
  }

  /** COUNT of the next SCAN. */
  get batch(): number {
    const pace = this.#pace()
    if (pace === 'full') return FULL_BATCH
    if (pace === 'gentle') return this.#gentleBatch
    // Some 200 bursts a second, so that a slow pace is even.
    return Math.max(1, Math.min(FULL_BATCH, Math.round(pace / this.#nodes / 200)))
  }

  /** Batches whose answers may be awaited at once. */
  get depth(): number {
    return this.#pace() === 'full' ? FULL_DEPTH : 1
  }

  /** A burst goes out now. */
  onBurst(): void {
    this.#latency.isQuiet = false
  }

  /** How long to rest before the next burst, after one of so many keys that was sent at `sentAt`. */
  restAfter(keys: number, sentAt: Milliseconds, now: Milliseconds): Milliseconds {
    const pace = this.#pace()
    if (pace === 'full') return 0
    if (pace === 'gentle') {
      this.#burst += 1
      if (this.#burst < this.#gentleBursts) return 0
      this.#burst = 0
      if (now - this.#quietAt < QUIET_EVERY) return this.#gentleRest
      this.#quietAt = now
      this.#judge()
      this.#latency.isQuiet = true
      return QUIET
    }
    // From when the last was due, so that a late timer is made up for, but never by more than a moment.
    const from = Math.max(this.#dueAt, sentAt - 50)
    this.#dueAt = from + (keys * 1000 * this.#nodes) / pace
    return Math.max(0, this.#dueAt - now)
  }

  /**
   * More or less work, by how long PINGs take beside the work and without it: fewer bursts between
   * rests first, then longer rests.
   */
  #judge(): void {
    const { quietMs, recentMs } = this.#latency
    if (quietMs === null || recentMs === null) return
    if (recentMs > quietMs * SLOWED.much + NOISE) {
      if (this.#gentleBursts > 1) this.#gentleBursts -= 1
      else this.#gentleRest = Math.min(LONGEST_REST, this.#gentleRest + TICK)
    } else if (recentMs > quietMs * SLOWED.little + NOISE) {
      return
    } else if (this.#gentleRest > TICK) {
      this.#gentleRest = Math.max(TICK, this.#gentleRest - TICK)
    } else this.#gentleBursts = Math.min(GENTLE_BURSTS.most, this.#gentleBursts + 1)
  }
}
