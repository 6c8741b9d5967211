/** Curves in ECharts' own words. Pure, but for the element of the tooltip. */
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { quartersOf } from '../echart/axis-steps.ts'
import { type ChartTheme, gridStyle, labelStyle, tooltipElement, tooltipStyle } from '../echart/index.ts'
import { type CurveAxis, type CurveSet, rowsOf } from './curves.ts'

export type CurvesOption = ComposeOption<
  LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>

/** Colour is not the only cue: each curve has a mark of its own. */
const marks = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'emptyCircle',
  'emptyRect',
  'emptyTriangle',
  'emptyDiamond',
]

export function optionOf(set: CurveSet, theme: ChartTheme, tooltipClass: string): CurvesOption {
  const { curves, x, y } = set
  const rows = rowsOf(set)
  return {
    animation: false,
    grid: { ...gridStyle, top: curves.length > 1 ? 34 : 10 },
    ...(curves.length > 1 && {
      legend: { top: 0, left: 0, type: 'scroll', textStyle: labelStyle(theme), itemHeight: 9 },
    }),
    xAxis: {
      ...axis(x, theme),
      ...extentOf(set),
      splitLine: { show: false },
      axisLine: { lineStyle: { color: theme.rule } },
    },
    yAxis: { ...axis(y, theme), splitNumber: 4, splitLine: { lineStyle: { color: theme.rule } } },
    tooltip: {
      trigger: 'axis',
      ...tooltipStyle(theme),
      formatter: (point) => {
        const first = Array.isArray(point) ? point[0] : point
        const at = Array.isArray(first?.value) ? Number(first.value[0]) : Number.NaN
        const row = rows.find((each) => each.x === at)
        const lines = curves.flatMap(({ name }, index) => {
          const value = row?.y[index]
          return value === null || value === undefined ? [] : [`${name}: ${y.format(value)}`]
        })
        return tooltipElement(tooltipClass, x.format(at), ...lines)
      },
      axisPointer: { lineStyle: { color: theme.text } },
    },
    series: curves.map(({ name, points, strong }, index) => {
      const color = theme.data[index % theme.data.length] ?? theme.text
      return {
        type: 'line',
        name,
        data: points.map((point) => [point.x, point.y]),
        symbol: marks[index % marks.length] ?? 'circle',
        symbolSize: 7,
        showSymbol: points.length < 60,
        lineStyle: { color, width: strong === true ? 2.5 : 1.5 },
        itemStyle: { color },
      }
    }),
  }
}

/** An axis of powers goes from the first point to the last: to the next powers most of it may be empty. */
function extentOf({ curves, x }: CurveSet): { min?: number; max?: number } {
  const places = curves.flatMap(({ points }) => points.map((point) => point.x))
  if (x.powersOf === undefined || new Set(places).size < 2) return {}
  return { min: Math.min(...places), max: Math.max(...places) }
}

function axis({ format, powersOf, min, max }: CurveAxis, theme: ChartTheme) {
  return {
    ...(powersOf === undefined ? { type: 'value' as const } : { type: 'log' as const, logBase: powersOf }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(min === 0 && max !== undefined && quartersOf(max)),
    axisTick: { lineStyle: { color: theme.rule } },
    axisLabel: { ...labelStyle(theme), formatter: format, hideOverlap: true },
  }
}
