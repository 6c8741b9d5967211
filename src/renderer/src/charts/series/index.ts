/**
 * Charts of a figure over time, drawn by ECharts, with their table twin and the ways to save them. The
 * parts know neither stores nor views.
 */
export { SeriesFigure, type SeriesFigureProps } from './SeriesFigure.tsx'
export type { Series, Span } from './series.ts'
