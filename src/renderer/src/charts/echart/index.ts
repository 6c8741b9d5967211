/**
 * Charts drawn by ECharts: the canvas that follows the theme, the frame with table twin and saving, the
 * table. Each chart says in ECharts' words what it shows; nothing else knows of ECharts.
 */
export { ChartFigure, type ChartFigureProps } from './ChartFigure.tsx'
export { ChartTable } from './ChartTable.tsx'
export { EChart, type ChartCursor } from './EChart.tsx'
export { type ChartTheme, gridStyle, labelStyle, tooltipStyle } from './theme.ts'
export { tooltipElement } from './tooltip.ts'
