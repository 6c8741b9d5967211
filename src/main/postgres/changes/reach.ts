import type { KnownChange } from './known-change.ts'
import { readChange } from './read-change.ts'

const beyondTheDatabase: readonly string[] = [
  'set-server-setting',
  'set-role-setting',
  'set-database-setting',
  'reset-statements',
  'cancel-backend',
  'terminate-backend',
] satisfies KnownChange['kind'][]

/** How far a change goes: a setting, say, is made in one database and felt in all of the server. */
export type Reach = 'database' | 'server'

/** Throws BAD_INPUT as {@link readChange} does. */
export async function reachOfSql(sql: string, signal?: AbortSignal): Promise<Reach> {
  return reachOfKind((await readChange(sql, signal)).kind)
}

/** Of a change as the ledger has it. */
export function reachOfKind(kind: string): Reach {
  return beyondTheDatabase.includes(kind) ? 'server' : 'database'
}
