/** Curves over a common axis, such as hit rates over memory. The parts know neither stores nor views. */
export { CurvesFigure, type CurvesFigureProps } from './CurvesFigure.tsx'
export type { Curve, CurveAxis, CurveSet } from './curves.ts'
