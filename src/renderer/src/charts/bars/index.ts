/** Columns beside each other, such as a histogram. The parts know neither stores nor views. */
export { BarsFigure, type BarsFigureProps } from './BarsFigure.tsx'
export type { BarFigure, BarSet } from './bars.ts'
