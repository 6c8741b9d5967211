/**
 * Tables over merged paths: what each function took, calls from the roots down and from the leaves up.
 * Figures are the profile's own; recursion is counted once. Nothing recurses, however deep stacks are.
 */
export { bottomUp, type BottomUpColumns, bottomUpColumns } from './bottom-up.ts'
export { callTree, drawnTree } from './call-tree.ts'
export { type FunctionTable, functionTable, type Neighbour, neighboursOf } from './functions.ts'
export type { RowTree } from './rows.ts'
