/**
 * Heap snapshots: V8's .heapsnapshot files read into columns, who keeps whom alive, sums by
 * constructor, what grew between two snapshots of a process, and what holds the growth. Pure: the same
 * code runs in the page's worker, in a worker thread behind the leak verdict and in the terminal.
 */
export { type GrowthRow, compareSnapshots } from './compare.ts'
export { dominatorProfile } from './dominator-profile.ts'
export { noDistance, systemDistance } from './distances.ts'
export { retainersOfGrowth } from './growth/index.ts'
export { areOfOneProcess } from './kept.ts'
export { parseSnapshot } from './parse.ts'
export { type PathStep, RetainerPaths, retainerPath } from './paths/index.ts'
export { HeapSnapshot, type SnapshotColumns } from './snapshot.ts'
export { type ConstructorRow, type SnapshotTotals, summarise, totals } from './summary.ts'
export type { IndexIntoEdges, IndexIntoNodes } from './tables.ts'
