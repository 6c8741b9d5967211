/**
 * Health: the check-up of a Postgres database that reads like a doctor's letter, and the view of what
 * runs there now. `sections/` is a table of subjects, each with its queries and a pure judgement of
 * their rows; `server/` is what is known of the server, `growth/` what earlier check-ups saw.
 */
export { watchActivity } from './activity/watch.ts'
export { checkHealth, type CheckOptions } from './check.ts'
export { createTableSizes, type TableSizes } from './growth/store.ts'
