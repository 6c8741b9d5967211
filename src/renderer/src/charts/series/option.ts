/** A series in ECharts' own words. Pure, but for the element of the tooltip. */
import type { ComposeOption } from 'echarts/core'
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import { formatDateTime, formatTime } from '#renderer/ui/format.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { type ChartTheme, gridStyle, labelStyle, tooltipElement, tooltipStyle } from '../echart/index.ts'
import { axisSteps, spanAt, stepsOf, type Series } from './series.ts'

export type SeriesOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>

const day = 86_400_000

export function optionOf(series: Series, theme: ChartTheme, tooltipClass: string): SeriesOption {
  const { spans, format } = series
  const whole = (spans.at(-1)?.until ?? 0) - (spans[0]?.from ?? 0)
  const label = labelStyle(theme)
  const line = theme.data[0] ?? theme.text
  const moment = (at: EpochMilliseconds): string =>
    whole > day ? formatDateTime(at).slice(0, -3) : formatTime(at).slice(0, whole > 300_000 ? 5 : 8)
  return {
    animation: false,
    grid: gridStyle,
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: theme.rule } },
      axisTick: { lineStyle: { color: theme.rule } },
      axisLabel: { ...label, hideOverlap: true, formatter: moment },
      splitNumber: 3,
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...(series.whole === true ? { minInterval: 1 } : {}),
      splitNumber: 3,
      ...axisSteps(series),
      axisLabel: { ...label, formatter: format },
      splitLine: { lineStyle: { color: theme.rule } },
    },
    tooltip: {
      trigger: 'axis',
      ...tooltipStyle(theme),
      formatter: (point) => {
        const first = Array.isArray(point) ? point[0] : point
        const at = Array.isArray(first?.value) ? Number(first.value[0]) : Number.NaN
        return tooltipOf(series, at, tooltipClass)
      },
      axisPointer: { lineStyle: { color: theme.text } },
    },
    series: [
      {
        type: 'line',
        name: series.name,
        data: stepsOf(spans),
        symbol: 'circle',
        symbolSize: 4,
        showSymbol: spans.length < 40,
        lineStyle: { color: line, width: 1.5 },
        itemStyle: { color: line },
        areaStyle: { color: line, opacity: 0.12 },
      },
    ],
  }
}

function tooltipOf(series: Series, at: EpochMilliseconds, className: string): HTMLElement {
  const span = spanAt(series.spans, at)
  return span === undefined
    ? tooltipElement(className, 'Not looked', formatTime(at))
    : tooltipElement(
        className,
        series.format(span.value),
        `${formatTime(span.from)} – ${formatTime(span.until)}`,
      )
}
