/** Lines in ECharts' own words. Pure. */
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { formatTime } from '#renderer/ui/format.ts'
import { type ChartTheme, gridStyle, labelStyle } from '../echart/index.ts'
import { axisSteps, extentOf, type LineSet, pointsOf } from './lines.ts'

export type LinesOption = ComposeOption<LineSeriesOption | GridComponentOption>

/** Colour is not the only cue: each line has a stroke of its own, which its key shows too. */
export const strokes = ['solid', 'dashed', 'dotted', 'solid', 'dashed'] as const

export function optionOf(set: LineSet, theme: ChartTheme): LinesOption {
  const { from, until } = extentOf(set)
  const label = labelStyle(theme)
  const short = until - from > 300_000
  return {
    animation: false,
    grid: gridStyle,
    xAxis: {
      type: 'time',
      min: from,
      max: until,
      axisLine: { lineStyle: { color: theme.rule } },
      axisTick: { lineStyle: { color: theme.rule } },
      axisLabel: {
        ...label,
        hideOverlap: true,
        formatter: (at: number) => formatTime(at).slice(0, short ? 5 : 8),
      },
      splitNumber: 3,
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...(set.whole === true ? { minInterval: 1 } : {}),
      splitNumber: 3,
      ...axisSteps(set),
      axisLabel: { ...label, formatter: set.format },
      splitLine: { lineStyle: { color: theme.rule } },
    },
    series: set.lines.map((line, index) => {
      const color = theme.data[index] ?? theme.text
      const isFirst = index === 0
      return {
        type: 'line',
        name: line.name,
        data: pointsOf(set, line),
        symbol: 'circle',
        symbolSize: 4,
        // A single moment between two gaps is no line.
        showSymbol: set.moments.length < 3,
        silent: true,
        lineStyle: { color, width: isFirst ? 2 : 1.5, type: strokes[index] ?? 'solid' },
        itemStyle: { color },
        // The line that matters is never behind another.
        z: isFirst ? 3 : 2,
        ...(isFirst && { areaStyle: { color, opacity: 0.1 } }),
      }
    }),
  }
}
