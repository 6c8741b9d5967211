import { randomUUID } from 'node:crypto'
import type { Limitation } from '#shared/contract/finding.ts'
import type { Analysis, AnalysisEvent, Pace } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { tellProgress } from '#main/progress.ts'
import { withRedis } from '../connect/index.ts'
import { findingsOfAnalysis, readKeyspaceFacts } from '../keyspace-findings/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { Aggregate, type ComplianceCounter, type Detail } from './aggregate.ts'
import { matchingEstimate } from './estimate.ts'
import type { KeyField } from './key-batch.ts'
import { limitationsOf } from './limitations.ts'
import { scanKeys, type ScanBegin, type ScanEnd } from './scan.ts'
import { scaled } from './scaled.ts'

export interface AnalyseOptions {
  match?: string | undefined
  /** Only keys of this type. */
  type?: string | undefined
  /** Look at about so many keys only. */
  sample?: number | undefined
  memorySamples?: number | undefined
  touch?: boolean | undefined
  /** Counts how keys keep to TTL policies in the same pass. */
  compliance?: ComplianceCounter | undefined
}

/** What may be done with an analysis while it runs. */
export interface AnalysisControl {
  readonly id: string
  pace: Pace
  /** Fires: it ends with what it has seen. */
  stop: AbortSignal
}

/** A control for one analysis; see {@link analyse}. */
export function createControl(pace: Pace, stop: AbortSignal): AnalysisControl {
  return { id: randomUUID(), pace, stop }
}

/** Namespaces in the analysis, and in what is known so far: the latter is sent every other second. */
const WHOLE: Detail = { namespaces: 1000 }
const SO_FAR: Detail = { namespaces: 150, patternSteps: 2_000_000 }
const BETWEEN_SO_FAR: Milliseconds = 2000
/** Of the rate that is told: what was done in the last seconds. */
const RATE_OVER: Milliseconds = 3000

/**
 * Looks at every key of the target's database on all masters, touching none, and tells its progress;
 * the last event is the analysis. Whoever stops listening stops it.
 *
 * @throws Failure of the connection, PERMISSION where SCAN is forbidden, CONNECTION_LOST, CANCELLED
 */
export async function* analyse(
  target: RedisTarget,
  options: AnalyseOptions,
  control: AnalysisControl,
  timeouts: { connectTimeoutMs: Milliseconds },
  signal?: AbortSignal,
): AsyncGenerator<AnalysisEvent> {
  const run = new Run(target, options, control)
  const analysis = yield* tellProgress(
    signal,
    (elapsedMs) => run.progress(elapsedMs),
    async (signal) =>
      await withRedis(target, { timeouts, signal }, async (server) => {
        const end = await scanKeys(
          server,
          {
            match: options.match,
            type: options.type,
            sample: options.sample,
            memorySamples: options.memorySamples,
            touch: options.touch,
            fields: ['access', 'encoding', 'type', 'ttl', 'memory', 'elements'],
            pace: () => control.pace,
            stop: control.stop,
            signal,
            onBegin: (begin) =>
              run.begin(
                begin,
                server.masters.map(({ name }) => name),
              ),
          },
          (batch) => run.aggregate?.add(batch),
        )
        const analysis = run.end(end, server.limitations)
        return { ...analysis, findings: findingsOfAnalysis(analysis, await readKeyspaceFacts(server)) }
      }),
  )
  yield { type: 'analysis', analysis }
}

class Run {
  aggregate: Aggregate | undefined
  readonly #target: RedisTarget
  readonly #options: AnalyseOptions
  readonly #control: AnalysisControl
  readonly #at = Date.now()
  readonly #begunAt = performance.now()
  #begin: ScanBegin | undefined
  #nodes: string[] = []
  #soFarAt: Milliseconds = 0
  readonly #seen: { elapsedMs: Milliseconds; done: number }[] = []

  constructor(target: RedisTarget, options: AnalyseOptions, control: AnalysisControl) {
    this.#target = target
    this.#options = options
    this.#control = control
  }

  begin(begin: ScanBegin, nodes: string[]): void {
    this.#begin = begin
    this.#nodes = nodes
    this.aggregate = new Aggregate(nodes.length, begin.access, this.#options.compliance)
  }

  progress(elapsedMs: Milliseconds): AnalysisEvent {
    const total = this.#total()
    const done = Math.min(total, this.#begin?.looked() ?? 0)
    const keysPerSecond = this.#rate(elapsedMs, done)
    const { pingMs = null, pingBeforeMs = null } = this.#begin?.pings() ?? {}
    const sofar = this.#soFar(elapsedMs)
    return {
      type: 'progress',
      analysisId: this.#control.id,
      done,
      total,
      keysPerSecond,
      remainingMs: keysPerSecond > 0 ? ((total - done) / keysPerSecond) * 1000 : null,
      pace: this.#control.pace,
      pingMs,
      pingBeforeMs,
      ...(sofar && { sofar }),
    }
  }

  end(end: ScanEnd, ofServer: readonly Limitation[]): Analysis {
    const { aggregate } = this
    if (aggregate === undefined) throw new Error('a scan ends after it has begun')
    const analysis = this.#analysis(aggregate, WHOLE, end)
    const unseen = unseenOf(end.unseen)
    if (unseen.length > 0) analysis.unseen = unseen
    analysis.limitations = [...ofServer, ...limitationsOf(end, aggregate, this.#options)]
    return analysis
  }

  #total(): number {
    const size = this.#expected()
    return Math.min(size, this.#options.sample ?? size)
  }

  #expected(): number {
    return this.#begin?.sizes.reduce((sum, size) => sum + size, 0) ?? 0
  }

  #rate(elapsedMs: Milliseconds, done: number): number {
    const seen = this.#seen
    seen.push({ elapsedMs, done })
    while (seen.length > 2 && elapsedMs - (seen[0]?.elapsedMs ?? 0) > RATE_OVER) seen.shift()
    const [first] = seen
    if (first === undefined || elapsedMs <= first.elapsedMs) return 0
    return ((done - first.done) * 1000) / (elapsedMs - first.elapsedMs)
  }

  #soFar(elapsedMs: Milliseconds): Analysis | undefined {
    if (this.aggregate === undefined || elapsedMs - this.#soFarAt < BETWEEN_SO_FAR) return undefined
    this.#soFarAt = elapsedMs
    return this.#analysis(this.aggregate, SO_FAR, undefined)
  }

  #analysis(aggregate: Aggregate, detail: Detail, end: ScanEnd | undefined): Analysis {
    const { match, type } = this.#options
    const totals = aggregate.totals(detail, wholeBelow(match, type))
    const elapsedMs = end?.elapsedMs ?? performance.now() - this.#begunAt
    const analysis: Analysis = {
      id: this.#control.id,
      ...(this.#target.id !== undefined && { targetId: this.#target.id }),
      targetName: this.#target.name,
      at: this.#at,
      elapsedMs,
      keysPerSecond: elapsedMs > 0 ? (totals.keys * 1000) / elapsedMs : 0,
      ...(match !== undefined && { match }),
      complete: end !== undefined && (end.complete || this.#hasEnough(end)),
      expectedKeys: this.#expected(),
      access: this.#begin?.access ?? 'unknown',
      ...totals,
      parts: aggregate.perNode.map((counts, node) => ({
        ...counts,
        node: this.#nodes[node] ?? '',
        database: this.#target.address.database,
      })),
      findings: [],
      limitations: [],
    }
    return end === undefined || end.complete ? analysis : this.#estimated(analysis, aggregate, end)
  }

  /** A sample ends early and is whole; what was stopped is not. */
  #hasEnough(end: ScanEnd): boolean {
    return this.#options.sample !== undefined && !this.#control.stop.aborted && end.looked > 0
  }

  #estimated(analysis: Analysis, aggregate: Aggregate, end: ScanEnd): Analysis {
    if (!this.#hasEnough(end)) return analysis
    const all = this.#expected()
    const { keys } = analysis
    const isFiltered = this.#options.match !== undefined || this.#options.type !== undefined
    const keysEstimate = isFiltered ? matchingEstimate(keys, end.looked, all) : { low: all, high: all }
    const estimate = isFiltered ? (keys / end.looked) * all : all
    const bytesEstimate = aggregate.size.interval(Math.max(keys, estimate))
    if (isFiltered && keys > 0) {
      // How many there are is not known for certain, either.
      bytesEstimate.low = Math.floor(bytesEstimate.low * Math.min(1, keysEstimate.low / estimate))
      bytesEstimate.high = Math.ceil(bytesEstimate.high * Math.max(1, keysEstimate.high / estimate))
    }
    return {
      ...scaled(analysis, keys === 0 ? 1 : estimate / keys),
      sample: { keys, keysEstimate, bytesEstimate },
    }
  }
}

/** Of access and elements the figures themselves say that they are not known. */
const unseenNames: Partial<Record<KeyField, NonNullable<Analysis['unseen']>[number]>> = {
  memory: 'bytes',
  ttl: 'ttl',
  type: 'types',
  encoding: 'encodings',
}

function unseenOf(fields: readonly KeyField[]): NonNullable<Analysis['unseen']> {
  return fields.flatMap((field) => unseenNames[field] ?? [])
}

/**
 * Under a filter a pattern takes keys that were not looked at, unless all that begins as the filter
 * does was.
 */
function wholeBelow(match: string | undefined, type: string | undefined): (pattern: string) => boolean {
  if (type !== undefined) return () => false
  if (match === undefined || match === '*') return () => true
  const isPrefix = /^(?:[^\\*?[\]]|\\.)*\*$/s.test(match)
  return (pattern) => pattern === match || (isPrefix && pattern.startsWith(match.slice(0, -1)))
}

/** @throws Failure NOT_FOUND */
export function notRunning(): Failure {
  return new Failure('NOT_FOUND', 'This analysis does not run any more.')
}
