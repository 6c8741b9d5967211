import { useCallback, type ReactNode } from 'react'
import { ChartFigure, ChartTable, EChart, type ChartTheme } from '../echart/index.ts'
import { optionOf } from './option.ts'
import { bandOf, csvOfTrend, type TrendSet } from './trend.ts'

export interface TrendFigureProps {
  set: TrendSet
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  controls?: ReactNode
  height?: 'usual' | 'fill'
  onSaveFailed: (why: string) => void
}

/** Points and the line laid through them, with their table twin and the ways to save them. */
export function TrendFigure({ set, label, ...frame }: TrendFigureProps) {
  const option = useCallback(
    (theme: ChartTheme, tooltipClass: string) => optionOf(set, theme, tooltipClass),
    [set],
  )
  const { points, x, y, names } = set
  const band = new Map(bandOf(set).map((each) => [each.x, each]))
  const figure = (value: number | undefined): string => (value === undefined ? '–' : y.format(value))
  return (
    <ChartFigure
      {...frame}
      renderChart={(ref) => <EChart ref={ref} option={option} label={label} toCsv={() => csvOfTrend(set)} />}
      table={
        <ChartTable
          label={label}
          columns={[x, y.name, names.line, `${names.band}, low`, `${names.band}, high`]}
          rows={points.map((point) => {
            const at = band.get(point.x)
            return [
              point.counts ? String(point.x) : `${point.x} (${names.hollow.toLowerCase()})`,
              y.format(point.y),
              figure(at?.line),
              figure(at?.low),
              figure(at?.high),
            ]
          })}
        />
      }
    />
  )
}
