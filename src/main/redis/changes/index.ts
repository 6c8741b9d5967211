/**
 * Changes of a Redis: settings and commands of the server, one key, or every key that matches a
 * pattern. Each is counted and shown before, stands in the ledger before anything is sent, and is
 * taken back where that is possible. What becomes of keys is journalled key by key before it is sent,
 * and done only to keys that are still as they were seen, so that a change that is stopped, or
 * interrupted by the end of Pitwall, can be gone on with or undone without losing what others write.
 */
export { applyChange } from './apply.ts'
export { addressesOf } from './masters.ts'
export { pageOfKeys } from './keys-page.ts'
export { previewChange } from './preview.ts'
export type { ChangesRoom } from './room.ts'
export { settleChanges } from './settle.ts'
export { resumeChange, undoChange } from './undo.ts'
export { isServerWide, kindName } from './words.ts'
