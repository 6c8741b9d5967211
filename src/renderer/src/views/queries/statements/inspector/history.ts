/** The history of a statement as series to draw. Pure. */
import type { Series } from '#renderer/charts/series/index.ts'
import { formatCompact, formatMs, formatRate } from '#renderer/ui/format.ts'
import type { HistoryPoint } from '#shared/contract/statements.ts'

export const historyMetrics = ['mean', 'calls', 'load', 'blocks'] as const
export type HistoryMetric = (typeof historyMetrics)[number]

interface Metric {
  name: string
  unit: string
  /** Undefined where the point has no such figure. */
  value: (point: HistoryPoint) => number | undefined
  format: (value: number) => string
}

const seconds = ({ from, until }: HistoryPoint): number => Math.max(0.001, (until - from) / 1000)

export const historyWords: Readonly<Record<HistoryMetric, Metric>> = {
  mean: {
    name: 'Mean',
    unit: 'ms',
    // Of a time in which it did not run there is no mean.
    value: ({ calls, meanMs }) => (calls === 0 ? undefined : meanMs),
    format: formatMs,
  },
  calls: {
    name: 'Calls/s',
    unit: '1/s',
    value: (point) => point.calls / seconds(point),
    format: (value) => formatRate(value, 'calls'),
  },
  load: {
    name: 'Load',
    unit: 'ms/s',
    value: (point) => point.totalMs / seconds(point),
    format: (value) => `${formatMs(value)}/s`,
  },
  blocks: {
    name: 'Blocks/call',
    unit: 'blocks',
    value: ({ calls, blocks }) => (calls === 0 ? undefined : blocks / calls),
    format: formatCompact,
  },
}

/** One figure of the history over time. */
export function seriesOf(points: readonly HistoryPoint[], metric: HistoryMetric): Series {
  const { name, unit, value, format } = historyWords[metric]
  const spans = points.flatMap((point) => {
    const figure = value(point)
    return figure === undefined ? [] : [{ from: point.from, until: point.until, value: figure }]
  })
  return { name, unit, format, spans }
}
