import type { LeakRound } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { Emptying } from './emptying.ts'
import type { FollowedThread } from './followed-thread.ts'
import { bytesOf, type Measurement } from './measure.ts'
import type { CountedRound, Stretch } from './series.ts'

/** What a thread did in the run. */
export interface Series {
  followed: FollowedThread
  /** Warm-up included. */
  rounds: LeakRound[]
  counted: CountedRound[]
  /** When it was warm. */
  baseBytes: Bytes
  longLoads: Stretch[]
  waits: Stretch[]
  /** Where the program takes something out of what grows; absent while nobody has looked. */
  emptying?: Emptying | null
}

/** Where each thread stood. */
export type Marks = ReadonlyMap<FollowedThread, { bytes: Bytes; at: Milliseconds }>

/** An event loop that is not at rest by then will hardly be. */
const LONGEST_QUIET: Milliseconds = 3_000
/** Where it was not at rest twice, its timers never are. */
const SHORTER_QUIET: Milliseconds = 300

/**
 * The threads that a run follows, one after the other: the first is the one that it is about; others may
 * end meanwhile, and are left out then.
 */
export class FollowedThreads {
  readonly #main: FollowedThread
  #series: Series[]
  readonly #signal: AbortSignal
  /** Times that the event loop did not come to rest. */
  #restless = 0

  /** @throws RangeError without threads */
  constructor(threads: readonly FollowedThread[], signal: AbortSignal) {
    const [main] = threads
    if (!main) throw new RangeError('There is no thread to follow.')
    this.#main = main
    this.#signal = signal
    this.#series = threads.map((followed) => ({
      followed,
      rounds: [],
      counted: [],
      baseBytes: 0,
      longLoads: [],
      waits: [],
    }))
  }

  /** The one that the run is about first. */
  get series(): readonly Series[] {
    return this.#series
  }

  async each(work: (followed: FollowedThread) => Promise<unknown>): Promise<void> {
    for (const { followed } of this.#series) {
      try {
        await work(followed)
      } catch (error) {
        const isGone = error instanceof Failure && error.code === 'CONNECTION_LOST'
        if (!isGone || followed === this.#main) throw error
        this.#series = this.#series.filter((one) => one.followed !== followed)
      }
    }
  }

  /** Measures each after its garbage was collected. @param waits for the event loop to come to rest before */
  async measure(waits: boolean): Promise<void> {
    const longest = waits ? (this.#restless > 1 ? SHORTER_QUIET : LONGEST_QUIET) : 0
    await this.each(async (followed) => {
      if (!(await followed.measure(longest, this.#signal))) this.#restless++
    })
  }

  async readSites(which: 'earlier' | 'later'): Promise<void> {
    await this.each(async (followed) => await followed.readSites(which))
  }

  async countedRequests(): Promise<number> {
    let requests = 0
    await this.each(async (followed) => {
      requests += await followed.countedRequests()
    })
    return requests
  }

  marks(): Marks {
    return new Map(
      this.#series.map(({ followed }) => [
        followed,
        { bytes: floorOf(followed), at: followed.floor?.at ?? 0 },
      ]),
    )
  }

  /** What each grew by, in the order of the series. */
  growthSince(marks: Marks): Bytes[] {
    return this.#series.map(({ followed }) => floorOf(followed) - (marks.get(followed)?.bytes ?? 0))
  }

  /** Adds the round that was just measured to each series. */
  addRound(marks: Marks, round: Omit<LeakRound, keyof Measured>): void {
    for (const series of this.#series) {
      const { floor } = series.followed
      if (!floor) continue
      const { heapBytes, externalBytes, residentBytes } = floor
      series.rounds.push({ ...round, heapBytes, externalBytes, residentBytes })
      if (round.warmUp) series.baseBytes = bytesOf(floor)
      else {
        series.counted.push({
          requests: round.requests,
          elapsedMs: sinceMark(marks, series.followed),
          loadMs: round.loadMs,
          bytes: bytesOf(floor),
        })
      }
    }
  }

  /** The last round was one of warm-up after all. */
  takeBackRound(): void {
    for (const series of this.#series) {
      const last = series.rounds.at(-1)
      if (last) last.warmUp = true
      series.baseBytes = series.counted.pop()?.bytes ?? series.baseBytes
    }
  }

  addStretch(kind: 'longLoads' | 'waits', marks: Marks, requests: number | null): void {
    const growth = this.growthSince(marks)
    this.#series.forEach((series, at) => {
      series[kind].push({
        requests,
        elapsedMs: sinceMark(marks, series.followed),
        growthBytes: growth[at] ?? 0,
      })
    })
  }
}

type Measured = Pick<Measurement, 'heapBytes' | 'externalBytes' | 'residentBytes'>

function floorOf({ floor }: FollowedThread): Bytes {
  return floor ? bytesOf(floor) : 0
}

function sinceMark(marks: Marks, followed: FollowedThread): Milliseconds {
  return Math.max(1, (followed.floor?.at ?? 0) - (marks.get(followed)?.at ?? 0))
}
