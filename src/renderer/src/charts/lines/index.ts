/**
 * Charts of figures that were seen at the same moments, as lines over one time axis. Several of them may
 * share a cursor. Their keys stand beside the figures, in HTML. The parts know neither stores nor views.
 */
export { LineKey, type LineKeyProps } from './LineKey.tsx'
export { LinesFigure, type LinesFigureProps } from './LinesFigure.tsx'
export { type Line, type LineSet, type Moment, momentAt } from './lines.ts'
