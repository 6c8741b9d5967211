import { setTimeout as wait } from 'node:timers/promises'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { RedisServer } from '../../connect/index.ts'
import { matcher } from '../../glob.ts'
import { keyAt, scanKeys } from '../../keyspace/index.ts'
import type { Rule } from './rule.ts'

export interface Walk {
  rule: Rule
  pace: Pace
  /** Stops between two batches. */
  signal: AbortSignal
  /** How many keys were looked at, of about how many. */
  onProgress: (done: number, total: number) => void
}

/**
 * Goes through the keys that a change is about, on all masters, each once, a few at a time; the next
 * come when `work` on the last has ended. Throws CANCELLED, with no work under way any more.
 *
 * @returns how many keys were looked at, and how many were passed over because their names are too long
 */
export async function walk(
  server: RedisServer,
  { rule, pace, signal, onProgress }: Walk,
  work: (keys: Buffer[]) => Promise<void>,
): Promise<{ looked: number; tooLong: number }> {
  throwIfCancelled(signal)
  const { source } = rule
  const step = stepOf(pace)
  if ('keys' in source) {
    for (let at = 0; at < source.keys.length; at += step) {
      throwIfCancelled(signal)
      await work(source.keys.slice(at, at + step))
      onProgress(Math.min(at + step, source.keys.length), source.keys.length)
    }
    return { looked: source.keys.length, tooLong: 0 }
  }
  const matches = matcher(source.match)
  const turns = new Turns(work)
  let found: Buffer[] = []
  let [done, total, tooLong] = [0, 0, 0]
  try {
    const end = await scanKeys(
      server,
      {
        // All names come and are matched here: only so is it known how far it is.
        type: source.type,
        fields: [],
        pace: () => (pace === 'gentle' ? GENTLE_NAMES : pace),
        stop: signal,
        onBegin: ({ sizes }) => {
          total = sizes.reduce((sum, size) => sum + size, 0)
        },
      },
      async (batch) => {
        for (let at = 0; at < batch.count; at += 1) {
          const key = keyAt(batch, at)
          // The batch's memory is used again.
          if (matches(key) && rule.takes(key)) found.push(Buffer.from(key))
        }
        done += batch.count
        while (found.length >= step && !signal.aborted) {
          const keys = found.slice(0, step)
          found = found.slice(step)
          await turns.take(keys)
        }
        onProgress(done, Math.max(done, total))
      },
    )
    tooLong = end.tooLong
    throwIfCancelled(signal)
    if (found.length > 0) await turns.take(found)
  } finally {
    await turns.end()
  }
  // Of a type the server passes over the others by itself.
  const looked = source.type === undefined ? done : Math.max(done, total)
  onProgress(looked, looked)
  return { looked, tooLong }
}

/** Keys of one step: with the longest scripts the server is busy for about half a millisecond. */
function stepOf(pace: Pace): number {
  if (pace === 'full') return 200
  return pace === 'gentle' ? GENTLE_STEP : Math.max(1, Math.min(200, Math.round(pace / 20)))
}

const GENTLE_STEP = 50

/**
 * Names a second. A server gives 300 of them in some 0.1 ms, so that this is a fiftieth of its time, in
 * bursts that nobody waits behind for long; the keys that match are then worked on between the bursts.
 */
const GENTLE_NAMES = 60_000

/** Masters of a cluster are scanned side by side; the work on their keys is done one after the other. */
class Turns {
  readonly #work: (keys: Buffer[]) => Promise<void>
  #last: Promise<void> = Promise.resolve()
  #failed = false

  constructor(work: (keys: Buffer[]) => Promise<void>) {
    this.#work = work
  }

  async take(keys: Buffer[]): Promise<void> {
    const turn = this.#last.then(async () => {
      if (this.#failed) return
      try {
        await this.#work(keys)
      } catch (error) {
        this.#failed = true
        throw error
      }
    })
    this.#last = turn.catch(() => {})
    await turn
  }

  /** Ends when nothing is under way any more; does not reject. */
  async end(): Promise<void> {
    await this.#last
  }
}

/** How long putting back rests after a batch that took so long. */
export async function restAfter(
  pace: Pace,
  keys: number,
  took: Milliseconds,
  signal: AbortSignal,
): Promise<void> {
  if (pace === 'full') return
  const rest = pace === 'gentle' ? Math.min(took, LONGEST_REST) : (keys * 1000) / pace - took
  if (rest < 1) return
  try {
    await wait(rest, undefined, { signal })
  } catch {
    // Only a cancel ends the rest early; whoever goes on after it looks at the signal.
  }
}

const LONGEST_REST: Milliseconds = 100
