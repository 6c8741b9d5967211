import { useCallback, type ReactNode } from 'react'
import { formatDateTime, formatTime } from '#renderer/ui/format.ts'
import { ChartFigure, ChartTable, EChart, type ChartTheme } from '../echart/index.ts'
import { optionOf } from './option.ts'
import { csvOfSeries, type Series } from './series.ts'

export interface SeriesFigureProps {
  series: Series
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  /** Before the buttons: what else there is to choose. */
  controls?: ReactNode
  height?: 'usual' | 'fill'
  onSaveFailed: (why: string) => void
}

/** A chart over time with its table twin and the ways to save it. */
export function SeriesFigure({ series, label, ...rest }: SeriesFigureProps) {
  const option = useCallback(
    (theme: ChartTheme, tooltipClass: string) => optionOf(series, theme, tooltipClass),
    [series],
  )
  return (
    <ChartFigure
      {...rest}
      renderChart={(ref) => (
        <EChart ref={ref} option={option} label={label} toCsv={() => csvOfSeries(series)} />
      )}
      table={
        <ChartTable
          label={label}
          columns={['From', 'Until', series.name]}
          rows={series.spans
            .toReversed()
            .map(({ from, until, value }) => [formatDateTime(from), formatTime(until), series.format(value)])}
        />
      }
    />
  )
}
