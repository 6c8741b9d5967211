/** Columns in ECharts' own words. Pure, but for the element of the tooltip. */
import type { BarSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { type ChartTheme, gridStyle, labelStyle, tooltipStyle } from '../echart/theme.ts'
import { tooltipElement } from '../echart/tooltip.ts'
import { axisSteps, drawnFigure, type BarSet } from './bars.ts'

export type BarsOption = ComposeOption<BarSeriesOption | GridComponentOption | TooltipComponentOption>

/** With more columns the figures above them would run into each other. */
const mostLabelled = 16

/** `narrow`: without the figures over the columns, for which there is no room. */
export function optionOf(set: BarSet, theme: ChartTheme, tooltipClass: string, narrow = false): BarsOption {
  const { labels, titles = labels, figures, apart } = set
  const figure = drawnFigure(set)
  const { name, format, formatShort = format, values } = figure
  const label = labelStyle(theme)
  const colour = theme.data[0] ?? theme.text
  const otherColour = theme.data[5] ?? theme.text
  return {
    animation: false,
    grid: { ...gridStyle, top: narrow ? 10 : 24 },
    xAxis: {
      type: 'category',
      data: [...labels],
      axisLine: { lineStyle: { color: theme.rule } },
      axisTick: { show: false },
      axisLabel: { ...label, interval: 0, ...(narrow ? { rotate: 45 } : { hideOverlap: true }) },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      ...axisSteps(figure),
      axisLabel: { ...label, formatter: formatShort },
      splitLine: { lineStyle: { color: theme.rule } },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.rule, opacity: 0.5 } },
      ...tooltipStyle(theme),
      formatter: (point) => {
        const at = (Array.isArray(point) ? point[0] : point)?.dataIndex ?? -1
        const lines = figures.map((each) => `${each.name}: ${each.format(each.values[at] ?? 0)}`)
        return tooltipElement(tooltipClass, titles[at] ?? '', ...lines)
      },
    },
    series: [
      {
        type: 'bar',
        name,
        barCategoryGap: '28%',
        barMaxWidth: 72,
        // A column of one key among millions is still a column.
        barMinHeight: 2,
        data: values.map((value, at) => ({
          // Nothing has no height, not the least one.
          value: value === 0 ? '-' : value,
          itemStyle:
            apart?.has(at) === true
              ? { color: 'transparent', borderColor: otherColour, borderWidth: 1.5, borderType: 'dashed' }
              : { color: colour },
        })),
        label: {
          ...label,
          show: !narrow && values.length <= mostLabelled,
          position: 'top',
          formatter: ({ value }) => (typeof value === 'number' ? formatShort(value) : ''),
        },
      },
    ],
  }
}
