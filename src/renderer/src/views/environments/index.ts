/**
 * The Environments screen: environments with their guards, their targets, where targets come from
 * (a pasted text, a form, a folder, this machine), and whether they can be reached.
 */
export { EnvironmentsView } from './EnvironmentsView.tsx'
export { FindTargets } from './FindTargets.tsx'
export { TargetList } from './TargetList.tsx'
export { TargetInspector } from './TargetInspector.tsx'
