/**
 * The check-up of a Redis that reads like a doctor's letter, and the view of what it does now. Reads
 * what the server counts of itself and what it is set to, never a key. `sections/` is a table of
 * subjects, each with what it asks and a pure judgement of the answers; `thresholds.ts` is what they
 * judge by, with reasons; `info/` reads INFO of all masters as one; `watch/` makes samples of it.
 */
export { checkServer, type CheckOptions } from './check.ts'
export { watchServer, type WatchedServer } from './watch/watch.ts'
