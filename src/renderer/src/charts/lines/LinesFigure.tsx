import { useCallback, type ReactNode } from 'react'
import { formatDateTime } from '#renderer/ui/format.ts'
import { type ChartCursor, ChartFigure, ChartTable, EChart, type ChartTheme } from '../echart/index.ts'
import { csvOfLines, type LineSet } from './lines.ts'
import { optionOf } from './option.ts'

export interface LinesFigureProps {
  set: LineSet
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  /** A moment that several charts point to. */
  cursor?: ChartCursor | undefined
  controls?: ReactNode
  height?: 'usual' | 'fill'
  onSaveFailed: (why: string) => void
}

/** Lines over time with their table twin and the ways to save them. What each line is, `LineKey` says. */
export function LinesFigure({ set, label, cursor, ...frame }: LinesFigureProps) {
  const option = useCallback((theme: ChartTheme) => optionOf(set, theme), [set])
  const { moments, lines, format } = set
  return (
    <ChartFigure
      {...frame}
      renderChart={(ref) => (
        <EChart ref={ref} option={option} label={label} cursor={cursor} toCsv={() => csvOfLines(set)} />
      )}
      table={
        <ChartTable
          label={label}
          columns={['At', ...lines.map(({ name }) => name)]}
          rows={moments
            .map(({ at }, index) => [
              // Two moments may lie in one second.
              `${formatDateTime(at)}.${String(at % 1000).padStart(3, '0')}`,
              ...lines.map(({ values }) => {
                const value = values[index] ?? null
                return value === null ? '–' : format(value)
              }),
            ])
            .toReversed()}
        />
      }
    />
  )
}
