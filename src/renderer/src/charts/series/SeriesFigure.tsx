import { ChartLine } from 'lucide-react'
import { useCallback, type ReactNode } from 'react'
import { ChartFigure } from '../drawn/ChartFigure.tsx'
import { DrawnChart } from '../drawn/DrawnChart.tsx'
import type { DrawOption } from '../drawn/option.ts'
import { optionOf } from './option.ts'
import { csvOfSeries, type Series } from './series.ts'
import { SeriesTable } from './SeriesTable.tsx'

export interface SeriesFigureProps {
  series: Series
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  /** Before the buttons: what else there is to choose. */
  controls?: ReactNode
  onSaveFailed: (why: string) => void
}

/** A chart over time with its table twin and the ways to save it. */
export function SeriesFigure({ series, label, ...rest }: SeriesFigureProps) {
  const draw = useCallback<DrawOption>(
    (theme, tooltipClass) => optionOf(series, theme, tooltipClass),
    [series],
  )
  return (
    <ChartFigure
      {...rest}
      icon={ChartLine}
      chart={(ref) => (
        <DrawnChart ref={ref} draw={draw} toCsv={() => csvOfSeries(series)} label={label} />
      )}
      table={() => <SeriesTable series={series} label={label} />}
    />
  )
}
