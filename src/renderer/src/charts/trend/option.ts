/** A trend in ECharts' own words. Pure, but for the element of the tooltip. */
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { type ChartTheme, gridStyle, labelStyle, tooltipElement, tooltipStyle } from '../echart/index.ts'
import { bandOf, axisOf, type TrendSet } from './trend.ts'

export type TrendOption = ComposeOption<
  LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>

/** As the lines are drawn: a legend's own sign for a line has a point on it. */
const strokeIcon = 'path://M0 0h24v3h-24z'
const dottedIcon = 'path://M0 0h3v3h-3zM7 0h3v3h-3zM14 0h3v3h-3zM21 0h3v3h-3z'

export function optionOf(set: TrendSet, theme: ChartTheme, tooltipClass: string): TrendOption {
  const { points, x, y, names, until } = set
  const label = labelStyle(theme)
  const rule = { lineStyle: { color: theme.rule } }
  const mark = theme.data[0] ?? theme.text
  const trend = theme.data[5] ?? theme.text
  const floor = theme.data[7] ?? theme.text
  const band = bandOf(set)
  const bare = { type: 'line', symbol: 'none', silent: true } as const
  return {
    animation: false,
    grid: { ...gridStyle, top: 34 },
    legend: {
      top: 0,
      left: 0,
      type: 'scroll',
      selectedMode: false,
      textStyle: label,
      itemHeight: 9,
      itemGap: 16,
      data: [
        { name: y.name, icon: 'circle' },
        { name: names.hollow, icon: 'circle' },
        ...(band.length > 0
          ? [
              { name: names.line, icon: strokeIcon },
              { name: names.band, icon: 'rect' },
              { name: names.floor, icon: dottedIcon },
            ]
          : []),
      ],
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: until + 1,
      interval: Math.ceil(until / 20),
      axisLabel: { ...label, formatter: (at: number) => (at < 1 || at > until ? '' : String(at)) },
      axisLine: rule,
      axisTick: rule,
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      ...axisOf(set),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...label, formatter: y.format },
      splitLine: rule,
    },
    tooltip: {
      trigger: 'item',
      ...tooltipStyle(theme),
      formatter: (point) => {
        const first = Array.isArray(point) ? point[0] : point
        const at = Array.isArray(first?.value) ? Number(first.value[0]) : Number.NaN
        const here = points.find((each) => each.x === at)
        if (here === undefined) return ''
        const lines = here.counts ? [] : [names.hollow]
        return tooltipElement(tooltipClass, y.format(here.y), `${x} ${at}`, ...lines)
      },
    },
    series: [
      // The band: its lower end, and what it is higher there.
      {
        ...bare,
        name: 'low',
        stack: 'band',
        stackStrategy: 'all',
        data: band.map((at) => [at.x, at.low]),
        lineStyle: { opacity: 0 },
      },
      {
        ...bare,
        name: names.band,
        stack: 'band',
        stackStrategy: 'all',
        data: band.map((at) => [at.x, at.high - at.low]),
        lineStyle: { opacity: 0 },
        itemStyle: { color: trend, opacity: 0.25 },
        areaStyle: { color: trend, opacity: 0.18 },
      },
      {
        ...bare,
        name: names.line,
        data: band.map((at) => [at.x, at.line]),
        lineStyle: { color: trend, width: 2 },
        itemStyle: { color: trend },
      },
      {
        ...bare,
        name: names.floor,
        data: band.map((at) => [at.x, at.floor]),
        lineStyle: { color: floor, width: 1.5, type: 'dotted' },
        itemStyle: { color: floor },
      },
      {
        type: 'line',
        name: names.hollow,
        data: points.filter(({ counts }) => !counts).map((point) => [point.x, point.y]),
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { opacity: 0 },
        itemStyle: { color: theme.ground, borderColor: mark, borderWidth: 2 },
      },
      {
        type: 'line',
        name: y.name,
        data: points.filter(({ counts }) => counts).map((point) => [point.x, point.y]),
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { opacity: 0 },
        itemStyle: { color: mark },
      },
    ],
  }
}
