import type { Limitation } from '#shared/contract/finding.ts'
import type { LeakEvent, LeakVerdict, RoundLoad } from '#shared/contract/node/leak.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { findEmptying } from './emptying.ts'
import type { Evidence } from './evidence.ts'
import type { FollowedThread } from './followed-thread.ts'
import { FollowedThreads, type Series } from './followed-threads.ts'
import { judge } from './judge.ts'
import { leftOut, mostlyErrors, notReached } from './limitations.ts'
import { nextStep, type Observed, type Settled, type Step } from './next-step.ts'
import { RunLoad } from './run-load.ts'
import { floorOfRound, trendOf } from './series.ts'
import { growingSites } from './sites.ts'
import { MOST_WARM_UP, WARMING_UP } from './thresholds.ts'

/** What is told five times a second of a run under way. */
export type RunProgress = Omit<Extract<LeakEvent, { type: 'progress' }>, 'type' | 'elapsedMs'>

export interface InvestigationInput {
  load: RoundLoad
  rounds: number
}

/** Part of the requests for which code is made, from which on counting calls would be taken for growth. */
const MADE_CODE = 0.05

/**
 * Looks for a leak: warms the threads up, then does what {@link nextStep} says until it is settled.
 * It puts nothing into the threads itself and takes nothing out.
 */
export class Investigation {
  readonly #input: InvestigationInput
  readonly #threads: FollowedThreads
  readonly #load: RunLoad
  readonly #evidence: Evidence
  readonly #tell: (event: LeakEvent) => void
  readonly #signal: AbortSignal
  readonly #limitations: Limitation[] = []
  readonly #began = performance.now()
  readonly progress: RunProgress

  /** @param threads the first is the one that the run is about; others may end meanwhile */
  constructor(
    input: InvestigationInput,
    threads: readonly FollowedThread[],
    evidence: Evidence,
    tell: (event: LeakEvent) => void,
    signal: AbortSignal,
  ) {
    this.#input = input
    this.#evidence = evidence
    this.#tell = tell
    this.#signal = signal
    this.progress = { phase: 'load', round: 1, rounds: input.rounds + 1, done: 0, requestsPerSecond: null }
    this.#threads = new FollowedThreads(threads, signal)
    this.#load = new RunLoad(
      input.load,
      this.#threads,
      (done, requestsPerSecond) => Object.assign(this.progress, { done, requestsPerSecond }),
      signal,
    )
  }

  /** @throws Failure UNREACHABLE where nobody answers, CONNECTION_LOST, CANCELLED */
  async run(): Promise<LeakVerdict> {
    await this.#measure()
    const smaller = await this.#load.probe()
    if (smaller) this.#limitations.push(smaller)
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
        case 'explain':
          await this.#explain(series)
          break
        case 'settle':
          return await this.#settle(series, step.as)
      }
    }
  }

  /** A leak goes on as it began; what grows much less from one round to the next is still settling. */
  async #warmUp(): Promise<void> {
    let before: readonly Bytes[] = []
    for (let round = 1; ; round++) {
      await this.#threads.readSites('earlier')
      const growth = await this.#round(round === 1)
      if (round === 1) await this.#checkThreads()
      else if (round > MOST_WARM_UP || !this.#isWarmingUp(before, growth)) return
      else {
        this.#threads.takeBackRound()
        this.progress.rounds++
      }
      before = growth
    }
  }

  #isWarmingUp(before: readonly Bytes[], growth: readonly Bytes[]): boolean {
    return this.#threads.series.some(({ counted }, at) => {
      const grown = growth[at] ?? 0
      return grown > floorOfRound(counted) && grown < WARMING_UP * (before[at] ?? Infinity)
    })
  }

  /** After the first round: whether it arrives at all, and whether counting calls would be taken for a leak. */
  async #checkThreads(): Promise<void> {
    const { load } = this.#input
    if (load.kind !== 'requests') return
    if ((await this.#threads.countedRequests()) === 0) this.#limitations.push(notReached(load))
    let made = 0
    await this.#threads.each(async (followed) => {
      made = Math.max(made, await followed.countMadeCode())
      await followed.stopCounting()
    })
    if (made <= MADE_CODE * this.#load.perRound) return
    await this.#threads.each(async (followed) => await followed.letOptimise())
    // What was kept for the counts is let go of: nothing to compare with.
    await this.#measure()
  }

  /** A round of load; what each thread grew by. */
  async #round(isWarmUp: boolean): Promise<readonly Bytes[]> {
    const round = (this.#threads.series[0]?.rounds.length ?? 0) + 1
    Object.assign(this.progress, { phase: 'load', round, done: 0 })
    const marks = this.#threads.marks()
    const sent = await this.#load.round()
    await this.#measure()
    this.#threads.addRound(marks, {
      round,
      warmUp: isWarmUp,
      requests: sent.requests,
      errors: Object.values(sent.errors).reduce((sum, count) => sum + count, 0),
      loadMs: sent.elapsedMs,
      elapsedMs: performance.now() - this.#began,
    })
    if (round === 1) this.#limitations.push(...mostlyErrors(sent))
    const told = this.#threads.series[0]?.rounds.at(-1)
    if (told) this.#tell({ type: 'round', round: told })
    return this.#threads.growthSince(marks)
  }

  async #longLoad(leading: Series): Promise<void> {
    const { followed, longLoads, counted, baseBytes } = leading
    const { shape, slope } = trendOf(baseBytes, counted)
    if (shape === 'growing' || longLoads.length > 0) {
      await this.#evidence.before(followed, this.#signal, this.progress)
    }
    await this.#measure()
    Object.assign(this.progress, { phase: 'load', done: 0 })
    const marks = this.#threads.marks()
    const sent = await this.#load.longLoad(followed, slope, Boolean(leading.emptying))
    await this.#measure()
    this.#threads.addStretch('longLoads', marks, sent.requests)
    await this.#threads.readSites('later')
  }

  async #wait(ms: Milliseconds): Promise<void> {
    Object.assign(this.progress, { phase: 'idle', done: 0, requestsPerSecond: null })
    // From the last measurement on: entries may have expired since while a snapshot was taken.
    const marks = this.#threads.marks()
    await this.#load.wait(ms)
    await this.#measure()
    this.#threads.addStretch('waits', marks, 0)
    await this.#threads.readSites('later')
  }

  /** Looks what holds the growth, and whether the program empties that anywhere. */
  async #explain(series: Series): Promise<void> {
    const retainers = await this.#evidence.explain(series.followed, this.#signal, this.progress)
    series.emptying = await findEmptying(sitesOf(series), retainers)
  }

  async #settle(series: Series, settled: Settled): Promise<LeakVerdict> {
    const { followed, rounds } = series
    const isNothing = settled.verdict === 'no leak'
    if (!isNothing) await this.#threads.readSites('later')
    const found = await this.#evidence.finish(
      followed,
      isNothing ? 'nothing' : 'everything',
      this.#signal,
      this.progress,
    )
    const { thread } = followed.thread
    return judge({
      observed: this.#observed(series),
      settled,
      rounds,
      sites: isNothing ? [] : sitesOf(series),
      retainers: found.retainers,
      heapLimitBytes: followed.floor?.heapLimitBytes ?? 0,
      outsideBytes: outsideGrowth(series),
      profileIds: found.profileIds,
      limitations: [...this.#limitations, ...found.limitations, ...leftOut(rounds, settled)],
      emptying: series.emptying ?? null,
      thread: thread.kind === 'main' ? undefined : thread.title,
    })
  }

  /** The thread that has most to tell decides: a leak at once, else whoever grows fastest of those undecided. */
  #next(): { step: Step; series: Series } {
    const steps = this.#threads.series.map((series) => {
      const observed = this.#observed(series)
      const slope = series.counted.length > 0 ? trendOf(observed.baseBytes, observed.rounds).slope : 0
      return { series, slope, step: nextStep(observed) }
    })
    const bySlope = steps.toSorted((x, y) => y.slope - x.slope)
    const found =
      bySlope.find(({ step }) => step.do === 'settle' && step.as.verdict === 'leak') ??
      bySlope.find(({ step }) => step.do !== 'settle') ??
      bySlope.find(({ step }) => step.do === 'settle' && step.as.verdict === 'inconclusive') ??
      steps[0]
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
      isEmptied: series.emptying === undefined ? undefined : series.emptying !== null,
      isOptimised: series.followed.isOptimised,
    }
  }

  async #measure(): Promise<void> {
    const { phase, done } = this.progress
    Object.assign(this.progress, { phase: 'collect', done: 0 })
    await this.#threads.measure(this.#input.load.kind === 'requests')
    Object.assign(this.progress, { phase, done })
  }
}

function sitesOf(series: Series): ReturnType<typeof growingSites> {
  const { earlier, later } = series.followed
  return growingSites(earlier, later, outsideGrowth(series))
}

/** What grew outside of V8's heap since the rounds began to count. */
function outsideGrowth({ rounds, followed }: Series): Bytes {
  const warm = rounds.findLast(({ warmUp }) => warmUp) ?? rounds[0]
  return Math.max(0, (followed.floor?.externalBytes ?? 0) - (warm?.externalBytes ?? 0))
}
