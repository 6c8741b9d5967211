import { setTimeout as wait } from 'node:timers/promises'
import type { Milliseconds } from '#shared/units.ts'
import type { RawConnection } from '../connect/index.ts'

const PING = Buffer.from('*1\r\n$4\r\nPING\r\n')
const NEWLINE = 10
const BEFORE = 40
const BETWEEN_BEFORE: Milliseconds = 2
const BETWEEN: Milliseconds = 8
const BETWEEN_QUIET: Milliseconds = 2
/** As many as the 95th percentile is taken of. */
const RECENT = 200
/** Of fewer no percentile is told. */
const FEWEST = 20
const LONGEST_ANSWER: Milliseconds = 1000

/**
 * How long a server takes for PINGs on a connection of their own: what its other clients feel. Those
 * that are sent while the work rests tell how long it takes without the work, now.
 */
export class Latency {
  beforeMs: Milliseconds | null = null
  readonly #connection: RawConnection
  readonly #beside: Milliseconds[] = []
  readonly #quiet: Milliseconds[] = []
  #isQuiet = false
  #answered: (() => void) | undefined
  #isOver = false

  constructor(connection: RawConnection) {
    this.#connection = connection
    // Any answer will do: a user who may not PING is told so just as fast.
    connection.socket.on('data', (chunk: Buffer) => {
      if (chunk.at(-1) === NEWLINE) this.#answered?.()
    })
    void connection.closed.then(() => {
      this.stop()
      return undefined
    })
  }

  /** The 95th percentile of the last second; null before there are some. */
  get recentMs(): Milliseconds | null {
    return this.#beside.length < FEWEST ? null : percentile95(this.#beside)
  }

  /** As {@link recentMs}, of those sent while the work rested. */
  get quietMs(): Milliseconds | null {
    return this.#quiet.length < FEWEST ? null : percentile95(this.#quiet)
  }

  /** Whether the work rests from now on. */
  set isQuiet(isQuiet: boolean) {
    this.#isQuiet = isQuiet
  }

  /** Measures before the work begins, some 0.1 s. */
  async measureBefore(): Promise<void> {
    const times: Milliseconds[] = []
    for (let n = 0; n < BEFORE && !this.#isOver; n += 1) {
      const time = await this.#ping()
      if (time !== null) times.push(time)
      await wait(BETWEEN_BEFORE)
    }
    if (times.length >= BEFORE / 2) this.beforeMs = percentile95(times)
  }

  /** Measures beside the work until {@link stop}. */
  async measureBeside(): Promise<void> {
    while (!this.#isOver) {
      const wasQuiet = this.#isQuiet
      const time = await this.#ping()
      const times = wasQuiet ? this.#quiet : this.#beside
      if (time !== null && wasQuiet === this.#isQuiet) times.push(time)
      if (times.length > RECENT) times.shift()
      await wait(this.#isQuiet ? BETWEEN_QUIET : BETWEEN)
    }
  }

  stop(): void {
    this.#isOver = true
    this.#answered?.()
  }

  async #ping(): Promise<Milliseconds | null> {
    if (this.#isOver) return null
    const sentAt = performance.now()
    let timer: NodeJS.Timeout | undefined
    const answer = new Promise<void>((resolve) => {
      this.#answered = resolve
      timer = setTimeout(resolve, LONGEST_ANSWER)
    })
    this.#connection.socket.write(PING)
    await answer
    clearTimeout(timer)
    this.#answered = undefined
    return this.#isOver ? null : performance.now() - sentAt
  }
}

function percentile95(times: readonly Milliseconds[]): Milliseconds {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0
}
