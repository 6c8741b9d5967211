/** A series in ECharts' own words. Pure, but for the element of the tooltip. */
import type { ComposeOption } from 'echarts/core'
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import { formatDateTime, formatTime } from '#renderer/ui/format.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { spanAt, stepsOf, type Series } from './series.ts'

export type SeriesOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>

/** The colours of the page, as the canvas has to be told them. */
export interface SeriesTheme {
  line: string
  text: string
  rule: string
  ground: string
  raised: string
  font: string
}

const day = 86_400_000

export function optionOf(series: Series, theme: SeriesTheme, tooltipClass: string): SeriesOption {
  const { spans, format } = series
  const whole = (spans.at(-1)?.until ?? 0) - (spans[0]?.from ?? 0)
  const label = { color: theme.text, fontFamily: theme.font, fontSize: 11 }
  const moment = (at: EpochMilliseconds): string =>
    whole > day ? formatDateTime(at).slice(0, -3) : formatTime(at).slice(0, whole > 300_000 ? 5 : 8)
  return {
    animation: false,
    grid: {
      left: 4,
      right: 14,
      top: 10,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
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
      splitNumber: 3,
      axisLabel: { ...label, formatter: format },
      splitLine: { lineStyle: { color: theme.rule } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: theme.raised,
      borderColor: theme.rule,
      padding: [4, 8],
      // As an element: markup with style attributes would be refused by the page's policy.
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
        lineStyle: { color: theme.line, width: 1.5 },
        itemStyle: { color: theme.line },
        areaStyle: { color: theme.line, opacity: 0.12 },
      },
    ],
  }
}

function tooltipOf(series: Series, at: EpochMilliseconds, className: string): HTMLElement {
  const box = document.createElement('div')
  box.className = className
  const span = spanAt(series.spans, at)
  const figure = document.createElement('strong')
  figure.textContent = span === undefined ? 'Not looked' : series.format(span.value)
  const when = document.createElement('span')
  when.textContent =
    span === undefined ? formatTime(at) : `${formatTime(span.from)} – ${formatTime(span.until)}`
  box.append(figure, when)
  return box
}
