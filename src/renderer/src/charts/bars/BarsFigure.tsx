import { useCallback, type ReactNode } from 'react'
import { ChartFigure, ChartTable, EChart, type ChartTheme } from '../echart/index.ts'
import { csvOfBars, type BarSet } from './bars.ts'
import { optionOf } from './option.ts'

export interface BarsFigureProps {
  set: BarSet
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  controls?: ReactNode
  height?: 'usual' | 'fill'
  /** For a place with little room, such as the inspector. */
  narrow?: boolean
  onSaveFailed: (why: string) => void
}

/** Columns with their table twin and the ways to save them. */
export function BarsFigure({ set, label, narrow = false, ...frame }: BarsFigureProps) {
  const { name, labels, titles = labels, figures } = set
  const option = useCallback(
    (theme: ChartTheme, tooltipClass: string) => optionOf(set, theme, tooltipClass, narrow),
    [set, narrow],
  )
  return (
    <ChartFigure
      {...frame}
      renderChart={(ref) => <EChart ref={ref} option={option} label={label} toCsv={() => csvOfBars(set)} />}
      table={
        <ChartTable
          label={label}
          columns={[name, ...figures.map((figure) => figure.name)]}
          rows={titles.map((title, at) => [
            title,
            ...figures.map(({ values, format }) => format(values[at] ?? 0)),
          ])}
        />
      }
    />
  )
}
