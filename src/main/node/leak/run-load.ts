import type { RoundLoad } from '#shared/contract/node/leak.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { bytes, counted } from '../../wording.ts'
import { longLoadAfter, longTrafficAfter, requestsWithin, type SoFar } from './budget.ts'
import type { FollowedThread } from './followed-thread.ts'
import type { FollowedThreads } from './followed-threads.ts'
import { nobodyAnswers } from './limitations.ts'
import { type HowMuch, type OnLoad, putLoad, type Sent } from './load.ts'

/** Requests sent first of all, to see what one leaves behind. */
const PROBE = 100

/** The load of a run: how much a round has, and what was sent so far. */
export class RunLoad {
  readonly #load: RoundLoad
  readonly #threads: FollowedThreads
  readonly #onLoad: OnLoad
  readonly #signal: AbortSignal
  readonly #began = performance.now()
  readonly #soFar: SoFar = { inRounds: 0, inAll: 0, loadMs: 0, elapsedMs: 0 }
  /** Of a round; 0 for traffic. */
  perRound: number

  constructor(load: RoundLoad, threads: FollowedThreads, onLoad: OnLoad, signal: AbortSignal) {
    this.#load = load
    this.#threads = threads
    this.#onLoad = onLoad
    this.#signal = signal
    this.perRound = load.kind === 'requests' ? load.perRound : 0
  }

  /**
   * Sees what one request leaves behind before thousands of them fill the heap, and makes the rounds
   * smaller where they would.
   *
   * @throws Failure UNREACHABLE where nobody answers
   */
  async probe(): Promise<Limitation | null> {
    if (this.#load.kind === 'traffic') return null
    const count = Math.min(this.perRound, PROBE)
    let perRequest = await this.#leftBehind(count, true)
    // The first requests load modules and compile: only what the next leave behind, too, is theirs.
    if (this.#fit(perRequest) < this.perRound) perRequest = await this.#leftBehind(count, false)
    const fit = this.#fit(perRequest)
    if (fit >= this.perRound) return null
    const wanted = this.perRound
    this.perRound = fit
    return {
      message: `Rounds have ${counted(fit, 'request')} instead of ${counted(wanted, 'request')}: each leaves ${bytes(perRequest)} behind, and the process might have run out of memory.`,
      hint: 'Give the process more memory with --max-old-space-size, or ask for smaller rounds.',
      proposals: [],
    }
  }

  async #leftBehind(count: number, isFirst: boolean): Promise<Bytes> {
    const marks = this.#threads.marks()
    const sent = await this.#put({ count, ms: Infinity })
    if (isFirst && sent.answered === 0) throw nobodyAnswers(this.#load, sent.errors)
    await this.#threads.measure(true)
    return this.#threads.growthSince(marks).reduce((sum, grown) => sum + Math.max(0, grown), 0) / count
  }

  #fit(perRequest: Bytes): number {
    const headrooms = this.#threads.series.map(({ followed }) => headroomOf(followed))
    return Math.min(...headrooms.map((headroom) => requestsWithin(this.perRound, perRequest, headroom)))
  }

  async round(): Promise<Sent> {
    const sent = await this.#put({
      count: this.perRound,
      ms: this.#load.kind === 'traffic' ? this.#load.secondsPerRound * 1000 : Infinity,
    })
    this.#soFar.inRounds += sent.requests ?? 0
    return sent
  }

  /** @param slope what a round leaves behind in the thread that is looked at */
  async longLoad(followed: FollowedThread, slope: Bytes, isDoubted: boolean): Promise<Sent> {
    if (this.#load.kind === 'traffic') {
      return await this.#put({ count: 0, ms: longTrafficAfter(this.#soFar.elapsedMs) })
    }
    const perRequest = Math.max(0, slope) / this.perRound
    return await this.#put(longLoadAfter(this.#soFar, isDoubted, perRequest, headroomOf(followed)))
  }

  /** Sends nothing. */
  async wait(ms: Milliseconds): Promise<void> {
    await putLoad({ kind: 'traffic', secondsPerRound: 1 }, { count: 0, ms }, this.#onLoad, this.#signal)
  }

  async #put(howMuch: HowMuch): Promise<Sent> {
    const isTraffic = this.#load.kind === 'traffic'
    const before = isTraffic ? await this.#threads.countedRequests() : 0
    const sent = await putLoad(this.#load, howMuch, this.#onLoad, this.#signal)
    const arrived = isTraffic ? (await this.#threads.countedRequests()) - before : sent.requests
    this.#soFar.inAll += arrived ?? 0
    this.#soFar.loadMs += sent.elapsedMs
    this.#soFar.elapsedMs = performance.now() - this.#began
    // A process that serves no HTTP has none to count.
    return { ...sent, requests: isTraffic && arrived === 0 ? null : arrived }
  }
}

function headroomOf({ floor }: FollowedThread): { usedBytes: Bytes; limitBytes: Bytes } {
  return { usedBytes: floor?.heapBytes ?? 0, limitBytes: floor?.oldSpaceLimitBytes ?? 0 }
}
