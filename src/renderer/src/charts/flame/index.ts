/**
 * Flame and icicle charts of any columnar profile, with their table twin and their toolbar. The
 * parts know neither stores nor views: what is selected, hovered and searched comes in and goes out
 * through props, in rows of `layout.nodes`.
 */
export { flameColorNames } from './colors.ts'
export { FlameChart, type FlameChartHandle, type FlameChartProps } from './FlameChart.tsx'
export { FlameTable, type FlameTableProps } from './FlameTable.tsx'
export {
  type FlameFileFormat,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameToolbarProps,
  type FlameView,
} from './FlameToolbar.tsx'
export type { FlameDescription } from './FlameTooltip.tsx'
export { saveChart as saveFlame } from '../save.ts'
