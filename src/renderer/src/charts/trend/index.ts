/**
 * Charts of points with the line that was laid through them: which points count, what the slope may be,
 * and which slope would mean nothing. The parts know neither stores nor views.
 */
export { TrendFigure, type TrendFigureProps } from './TrendFigure.tsx'
export type { TrendLine, TrendPoint, TrendSet } from './trend.ts'
