/**
 * Flame and icicle charts of any columnar profile, with their table twin and their toolbar. The
 * parts know neither stores nor views: what is selected, hovered and searched comes in and goes out
 * through props, as handles of the layout in charts and rows of the tree in tables.
 */
export { colorsBy, type FlameColorBy, type FlameColors, type FlameLegendEntry } from './coloring.ts'
export { flameColorNames } from './colors.ts'
export { changeWords, differenceLegend } from './difference-coloring.ts'
export type { FlameRange } from './draw-marks.ts'
export type { FlameAction } from './FlameCard.tsx'
export { FlameChart, type FlameChartHandle, type FlameChartProps } from './FlameChart.tsx'
export type { FlameDescription } from './FlameDescription.tsx'
export { FlameLegend } from './FlameLegend.tsx'
export { FlameTable, type FlameTableProps } from './FlameTable.tsx'
export {
  type FlameFileFormat,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameToolbarProps,
  type FlameView,
} from './FlameToolbar.tsx'
export { searchFramesInSlices } from './slices.ts'
export { useMatches } from './use-matches.ts'
export { saveChart as saveFlame } from '../save.ts'
