/**
 * Journals: what a change of keys found and left, key by key, so that it can be taken back and gone on
 * with whatever happens to Pitwall. One SQLite file for each change, in `journals/` of the workbench's
 * folder; a batch is written and committed before anything of it is sent. The file lives as long as
 * something of the change can be undone or looked at, and then goes.
 */
export { createJournal, findJournal, type Journal } from './journal.ts'
export { KEPT_DAYS, pruneJournals, removeJournal } from './files.ts'
export type { JournalRow, NewRow, RowState, Verdict } from './row.ts'
