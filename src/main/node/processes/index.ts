/**
 * The Node processes of this machine, as the system tells of them, and the way to open the inspector of
 * one that runs. SIGUSR1 ends every program that does not expect it, so it is sent only to what is Node
 * for sure (by what its program exports, not by its name), handles the signal, and is still the same
 * process at the last look before.
 */
export { commandText, programName, readNodeCommand } from './command-line.ts'
export { isOfTheUser, listProcesses } from './list.ts'
export { type FoundInspector, openInspectorOf } from './open-inspector.ts'
export type { SystemProcess } from './process.ts'
export { thisSystem } from './system.ts'
