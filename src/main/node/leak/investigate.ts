import type { LeakEvent, LeakRound, LeakVerdict, RoundLoad } from '#shared/contract/node/leak.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { bytes, counted } from '../../wording.ts'
import { longLoadAfter, longTrafficAfter, requestsWithin } from './budget.ts'
import type { Evidence } from './evidence.ts'
import { type FollowedThread, roundOf } from './followed-thread.ts'
import { judge } from './judge.ts'
import { leftOut, mostlyErrors, nobodyAnswers, notReached } from './limitations.ts'
import { type HowMuch, putLoad, type Sent } from './load.ts'
import { bytesOf } from './measure.ts'
import { nextStep, type Observed, type Settled, type Step } from './next-step.ts'
import { type CountedRound, floorOfRound, type Stretch, trendOf } from './series.ts'
import { growingSites } from './sites.ts'
import { MOST_WARM_UP, WARMING_UP } from './thresholds.ts'

type ProgressEvent = Extract<LeakEvent, { type: 'progress' }>
/** What is told five times a second of a run under way. */
export type RunProgress = Omit<ProgressEvent, 'type' | 'elapsedMs'>

export interface InvestigationInput {
  load: RoundLoad
  rounds: number
}

/** Requests sent first of all, to see what one leaves behind. */
const PROBE = 100
/** An event loop that is not at rest by then never is. */
const LONGEST_QUIET: Milliseconds = 3_000
/** Part of the requests for which code is made, from which on it counts. */
const MADE_CODE = 0.05

/** What a thread did in the run. */
interface Series {
  followed: FollowedThread
  rounds: LeakRound[]
  counted: CountedRound[]
  baseBytes: Bytes
  longLoads: Stretch[]
  waits: Stretch[]
}

/**
 * Looks for a leak: warms the threads up, then does what {@link nextStep} says until it is settled.
 * It puts nothing into the threads itself and takes nothing out.
 */
export class Investigation {
  readonly #input: InvestigationInput
  readonly #threads: FollowedThread[]
  readonly #evidence: Evidence
  readonly #tell: (event: LeakEvent) => void
  readonly #signal: AbortSignal
  readonly #limitations: Limitation[] = []
  #series: Series[] = []
  #perRound: number
  /** Everything sent so far. */
  #sent = { requests: 0, elapsedMs: 0, loadMs: 0 }
  readonly #began = performance.now()
  readonly progress: RunProgress

  /** @param threads the first is the one that the run is about; others may end meanwhile */
  constructor(
    input: InvestigationInput,
    threads: FollowedThread[],
    evidence: Evidence,
    tell: (event: LeakEvent) => void,
    signal: AbortSignal,
  ) {
    this.#input = input
    this.#threads = threads
    this.#evidence = evidence
    this.#tell = tell
    this.#signal = signal
    this.#perRound = input.load.kind === 'requests' ? input.load.perRound : 0
    this.progress = {
      phase: 'load',
      round: 1,
      rounds: input.rounds + 1,
      done: 0,
      requestsPerSecond: null,
    }
  }

  /** @throws Failure UNREACHABLE where nobody answers, CONNECTION_LOST, CANCELLED */
  async run(): Promise<LeakVerdict> {
    await this.#measureAll()
    if (this.#input.load.kind === 'requests') await this.#probe(this.#input.load)
    this.#series = this.#threads.map((followed) => ({
      followed,
      rounds: [],
      counted: [],
      baseBytes: floorOf(followed),
      longLoads: [],
      waits: [],
    }))
    await this.#warmUp()
    for (;;) {
      const { step, series } = this.#next()
      switch (step.do) {
        case 'round':
          await this.#round(false)
          break
        case 'long load':
          await this.#longLoad(series)
          break
        case 'wait':
          await this.#wait(step.ms)
          break
        case 'settle':
          return await this.#settle(series, step.as)
      }
    }
  }

  /** What one request leaves behind, before thousands of them might fill the heap. */
  async #probe(load: RoundLoad & { kind: 'requests' }): Promise<void> {
    const count = Math.min(this.#perRound, PROBE)
    let perRequest = await this.#leftBehind(count, true)
    // The first requests load modules and compile: only what the next leave behind, too, is theirs.
    if (this.#fit(perRequest) < this.#perRound) perRequest = await this.#leftBehind(count, false)
    const fit = this.#fit(perRequest)
    if (fit >= this.#perRound) return
    this.#limitations.push({
      message: `Rounds have ${counted(fit, 'request')} instead of ${counted(load.perRound, 'request')}: each leaves ${bytes(perRequest)} behind, and the process would have run out of memory.`,
      hint: 'Give the process more memory with --max-old-space-size, or ask for smaller rounds.',
      proposals: [],
    })
    this.#perRound = fit
  }

  async #leftBehind(count: number, isFirst: boolean): Promise<Bytes> {
    const before = this.#threads.map(floorOf)
    const sent = await this.#load({ count, ms: Infinity })
    if (isFirst && sent.answered === 0) throw nobodyAnswers(this.#input.load, sent.errors)
    await this.#measureAll()
    const growth = this.#threads.map((followed, at) => floorOf(followed) - (before[at] ?? 0))
    return growth.reduce((sum, grown) => sum + Math.max(0, grown), 0) / count
  }

  #fit(perRequest: Bytes): number {
    const headrooms = this.#threads.map(headroomOf)
    return Math.min(...headrooms.map((headroom) => requestsWithin(this.#perRound, perRequest, headroom)))
  }

  /** A leak goes on as it began; what grows much less from one round to the next is still settling. */
  async #warmUp(): Promise<void> {
    let before: number[] = this.#series.map(() => Infinity)
    for (let round = 1; ; round++) {
      await this.#readSites('earlier')
      const growth = await this.#round(round === 1)
      if (round === 1) await this.#checkThreads()
      else if (round > MOST_WARM_UP || !this.#isWarmingUp(before, growth)) break
      else this.#takeBack()
      before = growth
    }
  }

  #isWarmingUp(before: readonly number[], growth: readonly number[]): boolean {
    return this.#series.some(({ counted }, at) => {
      const grown = growth[at] ?? 0
      return grown > floorOfRound(counted) && grown < WARMING_UP * (before[at] ?? Infinity)
    })
  }

  /** The round just done was one of warm-up. */
  #takeBack(): void {
    for (const series of this.#series) {
      const last = series.rounds.at(-1)
      if (last) last.warmUp = true
      series.baseBytes = series.counted.pop()?.bytes ?? series.baseBytes
    }
    this.progress.rounds++
  }

  /** After the first round: whether it arrives at all, and whether counting calls would be taken for a leak. */
  async #checkThreads(): Promise<void> {
    const { load } = this.#input
    if (load.kind !== 'requests') return
    let arrived = 0
    let made = 0
    await this.#each(async (followed) => {
      arrived += await followed.countedRequests()
      made = Math.max(made, await followed.countMadeCode())
      await followed.stopCounting()
    })
    if (arrived === 0) this.#limitations.push(notReached(load))
    if (made > MADE_CODE * this.#perRound) {
      await this.#each(async (followed) => await followed.letOptimise())
      // What was kept for the counts is let go of: not a round to compare with.
      await this.#measureAll()
    }
  }

  /** A round of load; what each thread grew by. */
  async #round(isWarmUp: boolean): Promise<number[]> {
    const number = (this.#series[0]?.rounds.length ?? 0) + 1
    Object.assign(this.progress, { phase: 'load', round: number, done: 0 })
    const before = this.#series.map(({ followed }) => ({
      bytes: floorOf(followed),
      at: followed.floor?.at ?? this.#began,
    }))
    const { load } = this.#input
    const sent = await this.#load({
      count: this.#perRound,
      ms: load.kind === 'traffic' ? load.secondsPerRound * 1000 : Infinity,
    })
    await this.#measureAll()
    this.#series.forEach((series, at) => {
      const { floor } = series.followed
      if (!floor) return
      const round = roundOf(floor, {
        round: number,
        warmUp: isWarmUp,
        requests: sent.requests,
        errors: Object.values(sent.errors).reduce((sum, count) => sum + count, 0),
        loadMs: sent.elapsedMs,
        elapsedMs: floor.at - this.#began,
      })
      series.rounds.push(round)
      if (isWarmUp) series.baseBytes = bytesOf(floor)
      else {
        series.counted.push({
          requests: sent.requests,
          elapsedMs: floor.at - (before[at]?.at ?? floor.at),
          loadMs: sent.elapsedMs,
          bytes: bytesOf(floor),
        })
      }
      if (at === 0) this.#tell({ type: 'round', round })
    })
    this.#limitations.push(...(number === 1 ? mostlyErrors(sent) : []))
    return this.#series.map(({ followed }, at) => floorOf(followed) - (before[at]?.bytes ?? 0))
  }

  async #longLoad(leading: Series): Promise<void> {
    const observed = this.#observed(leading)
    const trend = trendOf(observed.baseBytes, observed.rounds)
    if (trend.shape === 'growing' || leading.longLoads.length > 0) {
      this.progress.phase = 'snapshot'
      await this.#evidence.before(leading.followed, this.#signal, this.progress)
    }
    await this.#measureAll()
    Object.assign(this.progress, { phase: 'load', done: 0 })
    const before = this.#series.map(({ followed }) => ({ bytes: floorOf(followed), at: atOf(followed) }))
    const perRequest = this.#perRound > 0 ? Math.max(0, trend.slope) / this.#perRound : 0
    const sent = await this.#load(
      this.#input.load.kind === 'requests'
        ? longLoadAfter(this.#sent, perRequest, headroomOf(leading.followed))
        : { count: 0, ms: longTrafficAfter(this.#sent.elapsedMs) },
    )
    await this.#measureAll()
    this.#stretch('longLoads', before, sent.requests)
    await this.#readSites('later')
  }

  async #wait(ms: Milliseconds): Promise<void> {
    Object.assign(this.progress, { phase: 'idle', done: 0, requestsPerSecond: null })
    await this.#measureAll()
    const before = this.#series.map(({ followed }) => ({ bytes: floorOf(followed), at: atOf(followed) }))
    await putLoad(
      { kind: 'traffic', secondsPerRound: 1 },
      { count: 0, ms },
      (done) => (this.progress.done = done),
      this.#signal,
    )
    await this.#measureAll()
    this.#stretch('waits', before, 0)
    await this.#readSites('later')
  }

  #stretch(
    kind: 'longLoads' | 'waits',
    before: readonly { bytes: Bytes; at: Milliseconds }[],
    requests: number | null,
  ): void {
    this.#series.forEach((series, at) => {
      const from = before[at] ?? { bytes: 0, at: 0 }
      series[kind].push({
        requests,
        elapsedMs: Math.max(1, atOf(series.followed) - from.at),
        growthBytes: floorOf(series.followed) - from.bytes,
      })
    })
  }

  async #settle(series: Series, settled: Settled): Promise<LeakVerdict> {
    const { followed } = series
    if (settled.verdict !== 'no leak') await this.#readSites('later')
    const outside = outsideGrowth(series)
    const isMain = followed.thread.thread.kind === 'main'
    const sites = settled.verdict === 'no leak' ? [] : growingSites(followed.earlier, followed.later, outside)
    const given = {
      observed: this.#observed(series),
      settled,
      rounds: series.rounds,
      sites,
      outsideBytes: outside,
      heapLimitBytes: followed.floor?.heapLimitBytes ?? 0,
      thread: isMain ? undefined : followed.thread.thread.title,
    }
    this.progress.phase = 'snapshot'
    const kept = await this.#evidence.after(
      followed,
      settled.verdict === 'no leak' ? 'nothing' : 'everything',
      this.#signal,
      this.progress,
    )
    return judge({
      ...given,
      retainers: kept.retainers,
      profileIds: kept.profileIds,
      limitations: [...this.#limitations, ...kept.limitations, ...leftOut(series.rounds, settled)],
    })
  }

  /** The thread that has most to tell decides: a leak at once, else whoever grows fastest of those undecided. */
  #next(): { step: Step; series: Series } {
    const steps = this.#series.map((series) => {
      const observed = this.#observed(series)
      return {
        series,
        step: nextStep(observed),
        slope: series.counted.length > 0 ? trendOf(observed.baseBytes, observed.rounds).slope : 0,
      }
    })
    steps.sort((x, y) => y.slope - x.slope)
    const found = [
      steps.find(({ step }) => step.do === 'settle' && step.as.verdict === 'leak'),
      steps.find(({ step }) => step.do !== 'settle'),
      steps.find(({ step }) => step.do === 'settle' && step.as.verdict === 'inconclusive'),
      // Of threads that keep nothing, the one that the run is about.
      steps.find(({ series }) => series === this.#series[0]),
    ].find((one) => one !== undefined)
    if (!found) throw new Error('No thread is left.')
    return found
  }

  #observed(series: Series): Observed {
    return {
      load: this.#input.load.kind,
      wanted: this.#input.rounds,
      rounds: series.counted,
      baseBytes: series.baseBytes,
      longLoads: series.longLoads,
      waits: series.waits,
      isOptimised: series.followed.isOptimised,
    }
  }

  async #load(howMuch: HowMuch): Promise<Sent> {
    const { load } = this.#input
    const arrivedBefore = load.kind === 'traffic' ? await this.#arrived() : 0
    const sent = await putLoad(
      load,
      howMuch,
      (done, requestsPerSecond) => Object.assign(this.progress, { done, requestsPerSecond }),
      this.#signal,
    )
    const requests = load.kind === 'traffic' ? (await this.#arrived()) - arrivedBefore : sent.requests
    this.#sent.requests += requests ?? 0
    this.#sent.loadMs += sent.elapsedMs
    this.#sent.elapsedMs = performance.now() - this.#began
    return { ...sent, requests: load.kind === 'traffic' && requests === 0 ? null : requests }
  }

  async #arrived(): Promise<number> {
    let arrived = 0
    await this.#each(async (followed) => {
      arrived += await followed.countedRequests()
    })
    return arrived
  }

  async #readSites(which: 'earlier' | 'later'): Promise<void> {
    await this.#each(async (followed) => await followed.readSites(which))
  }

  async #measureAll(): Promise<void> {
    const longestQuiet = this.#input.load.kind === 'requests' ? LONGEST_QUIET : 0
    const { phase, done } = this.progress
    Object.assign(this.progress, { phase: 'collect', done: 0 })
    await this.#each(async (followed) => await followed.measure(longestQuiet, this.#signal))
    Object.assign(this.progress, { phase, done })
  }

  /** Of the threads, one after the other. One that ends meanwhile is left out, unless the run is about it. */
  async #each(work: (followed: FollowedThread) => Promise<unknown>): Promise<void> {
    // Some may be left out on the way.
    for (const followed of this.#threads.slice()) {
      try {
        await work(followed)
      } catch (error) {
        const isGone = error instanceof Failure && error.code === 'CONNECTION_LOST'
        if (!isGone || followed === this.#threads[0]) throw error
        this.#threads.splice(this.#threads.indexOf(followed), 1)
        this.#series = this.#series.filter((series) => series.followed !== followed)
      }
    }
  }
}

function floorOf({ floor }: FollowedThread): Bytes {
  return floor ? bytesOf(floor) : 0
}

function atOf({ floor }: FollowedThread): Milliseconds {
  return floor?.at ?? 0
}

function headroomOf({ floor }: FollowedThread): { usedBytes: Bytes; limitBytes: Bytes } {
  return { usedBytes: floor?.heapBytes ?? 0, limitBytes: floor?.heapLimitBytes ?? 0 }
}

/** What grew outside of V8's heap since the rounds began to count. */
function outsideGrowth({ rounds, followed }: Series): Bytes {
  const first = rounds.findLast(({ warmUp }) => warmUp) ?? rounds[0]
  return Math.max(0, (followed.floor?.externalBytes ?? 0) - (first?.externalBytes ?? 0))
}
