import type { TraceHead, TraceSummary } from '#shared/contract/redis/traces.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import { count } from '#main/wording.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import type { Access } from '../access.ts'
import type { TraceAccount } from '../read/account.ts'
import type { TraceReading } from '../read/read-trace.ts'
import { HotKeys } from './hot-keys.ts'
import { KeyTable } from './key-table.ts'
import { type NamespaceCounts, NamespaceTally } from './namespace-tally.ts'
import { ReuseDistances } from './reuse-distances.ts'
import { Series } from './series.ts'

const HOT_KEYS = 100
const NAMESPACES = 200

/** What a summary needs to know of the trace besides what stands in it. */
export type TraceName = Pick<TraceHead, 'id' | 'name' | 'at' | 'file' | 'fileBytes' | 'targetId'>

export interface SumUpOptions {
  /** So many keys are counted one by one before they are sampled. */
  mostKeys?: number
  /** Told after each batch. */
  onAccesses?: (accesses: number) => void
}

/**
 * Goes through a trace once and says how its keys are used. Memory goes by the number of keys and is
 * bounded: see {@link KeyTable}.
 */
export async function sumUp(
  reading: TraceReading,
  name: TraceName,
  options: SumUpOptions = {},
): Promise<TraceSummary> {
  const tally = new Tally(options.mostKeys)
  for await (const batch of reading) {
    for (const access of batch) tally.access(access)
    options.onAccesses?.(tally.accesses)
  }
  return tally.summary(reading.account, name)
}

class Tally {
  accesses = 0
  private reads = 0
  private writes = 0
  private deletes = 0
  private hits = 0
  private misses = 0
  private firstAt: EpochMilliseconds | undefined
  private lastAt: EpochMilliseconds = 0
  private readonly commands = new Map<string, number>()
  private readonly keys: KeyTable
  private readonly reuse: ReuseDistances
  private readonly hot: HotKeys
  private readonly namespaces = new NamespaceTally()
  private readonly series = new Series()

  constructor(mostKeys?: number) {
    this.keys = new KeyTable(mostKeys)
    this.reuse = new ReuseDistances(this.keys)
    this.hot = new HotKeys(this.keys)
  }

  access({ at, op, command, key, outcome }: Access): void {
    this.accesses += 1
    this.firstAt ??= at
    this.lastAt = at
    this.commands.set(command, (this.commands.get(command) ?? 0) + 1)
    const isRead = op === 'read'
    if (isRead) this.reads += 1
    else if (op === 'delete') this.deletes += 1
    else this.writes += 1
    if (outcome === 'hit') this.hits += 1
    if (outcome === 'miss') this.misses += 1
    this.series.access(at, isRead, outcome)
    const number = this.countKey(key, isRead, outcome)
    this.hot.access(number, key, isRead)
    if (isRead && number >= 0) this.reuse.read(number)
  }

  private countKey(key: string, isRead: boolean, outcome: 'hit' | 'miss' | undefined): number {
    const { keys, namespaces } = this
    const before = keys.size
    let number = keys.numberOf(key)
    const isNew = keys.size > before
    if (isNew && keys.isFull) {
      this.hot.beginSampling()
      const numbers = keys.halve()
      this.reuse.keysHalved(numbers)
      number = numbers[number] ?? -1
    }
    const namespace = number < 0 || isNew ? namespaces.of(key) : (keys.namespace[number] ?? 0)
    const counts = namespaces.at(namespace)
    if (isNew) counts.keys += number < 0 ? 0 : keys.weight
    if (isRead) counts.reads += 1
    else counts.writes += 1
    if (outcome === 'hit') counts.hits += 1
    if (outcome === 'miss') counts.misses += 1
    if (number < 0) return number
    keys.namespace[number] = namespace
    const column = isRead ? keys.reads : keys.writes
    column[number] = (column[number] ?? 0) + 1
    return number
  }

  summary(account: TraceAccount, name: TraceName): TraceSummary {
    const { header, end } = account
    const mode = header?.mode ?? 'monitor'
    const counted = this.addCounters(account, mode === 'statistics')
    const outcomes = this.hits + this.misses > 0
    const hits = counted?.hits ?? (outcomes ? this.hits : null)
    const misses = counted?.misses ?? (outcomes ? this.misses : null)
    const durationMs = end?.durationMs ?? Math.max(0, this.lastAt - (this.firstAt ?? this.lastAt))
    const lookups = (counted?.hits ?? 0) + (counted?.misses ?? 0)
    return {
      head: {
        ...name,
        mode,
        durationMs,
        accesses: mode === 'statistics' ? lookups : this.accesses,
        keys: this.keys.size * this.keys.weight,
      },
      reads: mode === 'statistics' ? lookups : this.reads,
      writes: this.writes,
      deletes: this.deletes,
      hits,
      misses,
      ...(end?.cost ? { cost: end.cost } : {}),
      commands: [...this.commands]
        .map(([command, times]) => ({ name: command, count: times }))
        .toSorted((one, other) => other.count - one.count),
      hotKeys: this.hot
        .best(HOT_KEYS)
        .map((hot) => ({ ...hot, sharePercent: this.share(hot.reads + hot.writes) })),
      namespaces: this.namespaces
        .busiest(NAMESPACES)
        .map(({ pattern, counts: of }) => this.namespace(pattern, of)),
      reuse: this.reuseHistogram(),
      series: this.series.all().map(({ at, reads, writes, hits: found, misses: missed }) => ({
        at,
        reads,
        writes,
        hits: found ?? null,
        misses: missed ?? null,
      })),
      limitations: [...(end?.limitations ?? []), ...this.limitations(account)],
    }
  }

  /** The server's own counters, into the series too; undefined where the trace has none. */
  private addCounters({ counters, header }: TraceAccount, areReads: boolean) {
    if (counters.length === 0) return undefined
    const sum = { hits: 0, misses: 0 }
    this.series.begin(header?.startedAt ?? 0)
    for (const { t, counters: sample } of counters) {
      sum.hits += sample.hits
      sum.misses += sample.misses
      // A sample tells of the time before it.
      this.series.counters(
        (header?.startedAt ?? 0) + Math.max(0, t - 1),
        sample.hits,
        sample.misses,
        areReads,
      )
    }
    return sum
  }

  private namespace(pattern: string, { keys, reads, writes, hits, misses }: NamespaceCounts) {
    const known = hits + misses
    return {
      pattern,
      keys: Math.round(keys),
      reads,
      writes,
      sharePercent: this.share(reads + writes),
      hitRate: known === 0 ? null : hits / known,
    }
  }

  private share(accesses: number): number {
    return this.accesses === 0 ? 0 : (100 * accesses) / this.accesses
  }

  private reuseHistogram(): TraceSummary['reuse'] {
    const { histogram, firstReads } = this.reuse
    const bins = Array.from(histogram, (reads, power) => ({ until: 2 ** power, reads: reads ?? 0 }))
    return firstReads === 0 && bins.length === 0 ? [] : [...bins, { until: null, reads: firstReads }]
  }

  private limitations(account: TraceAccount): Limitation[] {
    const limitations = account.notes().map((message) => ({ message, hint: '', proposals: [] as [] }))
    if (this.keys.weight > 1) {
      const { error } = this.hot
      const hot = error === 0 ? '' : `, and counts of hot keys may be too large by up to ${count(error)}`
      limitations.push({
        message: `There are too many keys to count each: numbers of keys and reuse distances come from 1 of ${this.keys.weight} keys${hot}.`,
        hint: 'A shorter recording has fewer keys.',
        proposals: [],
      })
    }
    return limitations
  }
}
