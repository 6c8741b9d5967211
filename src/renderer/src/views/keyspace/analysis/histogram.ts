/** What a histogram of an analysis says: in words, and as a chart. Pure. */
import type { BarSet } from '#renderer/charts/bars/bars.ts'
import { formatBytes, formatCompact, formatCount, formatSpan } from '#renderer/ui/format.ts'
import type { Histogram } from '#shared/contract/redis/keyspace.ts'

/** What the columns of a histogram are told apart by. */
export type HistogramKind = 'ttl' | 'size' | 'idle' | 'frequency'

/** A bound of a column, with its unit. */
function boundOf(kind: HistogramKind, value: number): string {
  switch (kind) {
    case 'ttl':
    case 'idle':
      return formatSpan(value * 1000)
    case 'size':
      return formatBytes(value)
    case 'frequency':
      return formatCount(value)
  }
}

/** A column's range: `< 1 min`, `1 h – 6 h`, `≥ 1 y`. */
export function rangeOf(kind: HistogramKind, from: number | null, until: number | null): string {
  if (until === null) return from === null ? 'all' : `≥ ${boundOf(kind, from)}`
  return from === null || from === 0
    ? `< ${boundOf(kind, until)}`
    : `${boundOf(kind, from)} – ${boundOf(kind, until)}`
}

export interface HistogramColumn {
  /** Where it begins: the end of the one before; null for the first. */
  from: number | null
  until: number | null
  keys: number
  bytes: number
}

/** The columns with both their bounds, in order. */
export function columnsOf(histogram: Histogram): HistogramColumn[] {
  return histogram.map((column, at) => ({ ...column, from: histogram[at - 1]?.until ?? null }))
}

/**
 * The column in which the key in the middle lies. No more is known of it: a figure from within the
 * column would be made up.
 */
export function medianColumn(histogram: Histogram): HistogramColumn | null {
  const columns = columnsOf(histogram)
  const half = columns.reduce((sum, { keys }) => sum + keys, 0) / 2
  if (half === 0) return null
  let seen = 0
  for (const column of columns) {
    seen += column.keys
    if (seen >= half) return column
  }
  return null
}

/** The range in which the key in the middle lies; a dash where there is none. */
export function medianRange(kind: HistogramKind, histogram: Histogram): string {
  const column = medianColumn(histogram)
  return column === null ? '–' : rangeOf(kind, column.from, column.until)
}

const names: Record<HistogramKind, string> = {
  ttl: 'Expires in',
  size: 'Size of a key',
  idle: 'Not used for',
  frequency: 'Frequency',
}

/** What stands beside the columns of a TTL histogram. */
export interface NeverExpiring {
  keys: number
  bytes: number
}

/** A histogram as a chart; keys that never expire are a column of their own, apart. */
export function barsOf(
  kind: HistogramKind,
  histogram: Histogram,
  metric: 'keys' | 'bytes',
  never?: NeverExpiring,
): BarSet {
  const columns = trimmed(columnsOf(histogram))
  const labels = columns.map(({ from, until }) => rangeOf(kind, from, until))
  const all = never === undefined ? columns : [...columns, never]
  return {
    name: names[kind],
    labels: never === undefined ? labels : [...labels, 'never'],
    figures: [
      {
        name: 'Keys',
        format: (value) => formatCount(value, 'keys'),
        formatShort: formatCompact,
        values: all.map(({ keys }) => keys),
      },
      { name: 'Bytes', format: formatBytes, binary: true, values: all.map(({ bytes }) => bytes) },
    ],
    drawn: metric === 'keys' ? 0 : 1,
    ...(never !== undefined && { apart: new Set([columns.length]) }),
  }
}

/** Without the empty columns after the last that has keys, but for one: they only take room. */
function trimmed(columns: HistogramColumn[]): HistogramColumn[] {
  const last = columns.findLastIndex(({ keys }) => keys > 0)
  return columns.slice(0, Math.max(last + 2, 4))
}
