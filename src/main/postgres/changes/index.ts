/**
 * Changes of a Postgres: statements that Pitwall knows, applied outside a transaction where they have
 * to be, with progress; measured around; taken back while what they made is still as they left it;
 * cleaned up after when they fail or are cancelled; and found again when Pitwall itself was killed in
 * the middle.
 */
export { applyChange } from './apply.ts'
export { type Reach, reachOfKind, reachOfSql } from './reach.ts'
export { readRunnables } from './read-runnables.ts'
export { settleChanges } from './settle.ts'
export { undoChange } from './undo.ts'
