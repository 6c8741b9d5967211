/**
 * Changes: the ledger. Every change that Pitwall makes to a target is written down before anything of
 * it is sent, and so is everything that becomes of it; nothing written is ever altered. From here come
 * the list for the screen, what was interrupted, which process works on what, and the guard that every
 * change has to pass. What a change is and how it is applied is the business of the rooms; this one
 * knows no server. All rooms may use it.
 */
export type { Entry, Facts, Json, NewChange, NewEvent, RecordedTarget, Undo } from './entry.ts'
export { allowChange } from './guard.ts'
export { createLedger, type Claim, type Ledger, type LedgerOptions } from './ledger.ts'
