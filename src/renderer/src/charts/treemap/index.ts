/**
 * A treemap of any tree of sized things, with its table twin and the ways to save both. The parts know
 * neither stores nor views.
 */
export { TreemapFigure, type TreemapFigureProps } from './TreemapFigure.tsx'
export type { SizedTree } from './tree.ts'
