/** What the charts of a trace show. Pure. */
import type { BarSet } from '#renderer/charts/bars/index.ts'
import type { Series } from '#renderer/charts/series/index.ts'
import { formatCompact, formatCount, formatPercent, formatRate } from '#renderer/ui/format.ts'
import type { TraceSummary } from '#shared/contract/redis/traces.ts'

type Point = TraceSummary['series'][number]

/** The course of a trace: reads, writes and the hit rate; the last two where there are any. */
export function seriesOf({ series, head }: Pick<TraceSummary, 'series' | 'head'>): Series[] {
  const spans = spansOf({ series, head })
  const rate = (name: string, unit: string, value: (point: Point) => number): Series => ({
    name,
    unit: `${unit}/s`,
    format: (perSecond) => formatRate(perSecond, unit),
    spans: spans.map(({ from, until, point }) => ({
      from,
      until,
      value: (value(point) * 1000) / (until - from),
    })),
  })
  const hitRates = spans.flatMap(({ from, until, point }) => {
    const lookups = (point.hits ?? 0) + (point.misses ?? 0)
    return lookups === 0 ? [] : [{ from, until, value: (point.hits ?? 0) / lookups }]
  })
  return [
    rate(head.mode === 'statistics' ? 'Lookups' : 'Reads', 'reads', ({ reads }) => reads),
    ...(series.some(({ writes }) => writes > 0)
      ? [rate('Writes and deletions', 'writes', ({ writes }) => writes)]
      : []),
    ...(hitRates.length > 0
      ? [{ name: 'Hit rate', unit: 'share', format: formatPercent, max: 1, spans: hitRates }]
      : []),
  ]
}

/** A rest that is shorter than this part of the others tells no rate of its own. */
const SHORTEST_REST = 0.2

/** From when to when each point counts; the last one ends with the trace, a short rest with the one before. */
function spansOf({ series, head }: Pick<TraceSummary, 'series' | 'head'>) {
  const [first, second] = series
  const span = first && second ? second.at - first.at : 1000
  const end = (first?.at ?? 0) + head.durationMs
  const spans: { from: number; until: number; point: Point }[] = []
  for (const point of series) {
    const until = Math.min(point.at + span, Math.max(end, point.at))
    const before = spans.at(-1)
    if (before && until - point.at < span * SHORTEST_REST) {
      before.point = together(before.point, point)
      before.until = until
    } else spans.push({ from: point.at, until: until > point.at ? until : point.at + span, point })
  }
  return spans
}

function together(one: Point, other: Point): Point {
  return {
    at: one.at,
    reads: one.reads + other.reads,
    writes: one.writes + other.writes,
    hits: sumOf(one.hits, other.hits),
    misses: sumOf(one.misses, other.misses),
  }
}

function sumOf(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0)
}

/** More commands than these are in the table only where they are looked up. */
const MOST_COMMANDS = 12

export function commandBars(commands: TraceSummary['commands']): BarSet {
  const shown = commands.slice(0, MOST_COMMANDS)
  const rest = commands.slice(MOST_COMMANDS).reduce((sum, { count }) => sum + count, 0)
  const all = rest > 0 ? [...shown, { name: 'others', count: rest }] : shown
  return {
    name: 'Command',
    labels: all.map(({ name }) => name.toUpperCase()),
    figures: [
      {
        name: 'Accesses',
        format: formatCount,
        formatShort: formatCompact,
        values: all.map(({ count }) => count),
      },
    ],
    drawn: 0,
  }
}

/** The last column, which is apart, is of reads of keys that were not read before. */
export function reuseBars(reuse: TraceSummary['reuse']): BarSet {
  const all = reuse.reduce((sum, { reads }) => sum + reads, 0)
  const reads = reuse.map((bin) => bin.reads)
  return {
    name: 'Other keys between',
    labels: reuse.map(({ until }) => (until === null ? 'new' : `<${formatCount(until)}`)),
    titles: reuse.map(({ until }) =>
      until === null ? 'never read before' : `fewer than ${formatCount(until)}`,
    ),
    figures: [
      { name: 'Reads', format: formatCount, formatShort: formatCompact, values: reads },
      {
        name: 'Share of reads',
        format: formatPercent,
        values: reads.map((count) => (all === 0 ? 0 : count / all)),
      },
      // What a cache with room for so many keys would have found, if it threw out what was not used longest.
      {
        name: 'Up to here',
        format: formatPercent,
        values: sums(reads).map((sum) => (all === 0 ? 0 : sum / all)),
      },
    ],
    drawn: 0,
    apart: new Set(reuse.flatMap(({ until }, at) => (until === null ? [at] : []))),
  }
}

function sums(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => (sum += value))
}
