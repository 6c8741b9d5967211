import { useCallback, type ReactNode } from 'react'
import { ChartFigure, ChartTable, EChart, type ChartTheme } from '../echart/index.ts'
import { csvOfCurves, rowsOf, type CurveSet } from './curves.ts'
import { optionOf } from './option.ts'

export interface CurvesFigureProps {
  set: CurveSet
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  controls?: ReactNode
  height?: 'usual' | 'fill'
  onSaveFailed: (why: string) => void
}

/** Curves with their table twin and the ways to save them. */
export function CurvesFigure({ set, label, ...frame }: CurvesFigureProps) {
  const option = useCallback(
    (theme: ChartTheme, tooltipClass: string) => optionOf(set, theme, tooltipClass),
    [set],
  )
  return (
    <ChartFigure
      {...frame}
      renderChart={(ref) => <EChart ref={ref} option={option} label={label} toCsv={() => csvOfCurves(set)} />}
      table={
        <ChartTable
          label={label}
          columns={[set.x.name, ...set.curves.map(({ name }) => name)]}
          rows={rowsOf(set).map(({ x, y }) => [
            set.x.format(x),
            ...y.map((value) => (value === null ? '–' : set.y.format(value))),
          ])}
        />
      }
    />
  )
}
