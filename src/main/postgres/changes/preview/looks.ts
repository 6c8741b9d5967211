import type { Session } from '../../session/session.ts'
import type { KnownChange } from '../known-change.ts'
import type { Aspects, Look } from './aspects.ts'
import { lookAtCreateIndex, lookAtDropIndex, lookAtReindex } from './of-index.ts'
import { lookAtCreateView, lookAtRefreshView } from './of-materialized-view.ts'
import { lookAtExtension, lookAtReset, lookAtSignal } from './of-others.ts'
import { lookAtDatabaseSetting, lookAtRoleSetting, lookAtServerSetting } from './of-setting.ts'
import { lookAtStorageOptions } from './of-storage-options.ts'
import { lookAtAnalyze, lookAtVacuum } from './of-vacuum.ts'
import type { ServerFacts } from './server.ts'

type Kind = KnownChange['kind']

/** How each kind is looked at. Adding a kind is adding a line. */
const table: { [K in Kind]: Look<Extract<KnownChange, { kind: K }>> } = {
  'create-index': lookAtCreateIndex,
  'drop-index': lookAtDropIndex,
  reindex: lookAtReindex,
  analyze: lookAtAnalyze,
  vacuum: lookAtVacuum,
  'create-extension': lookAtExtension,
  'set-server-setting': lookAtServerSetting,
  'set-role-setting': lookAtRoleSetting,
  'set-database-setting': lookAtDatabaseSetting,
  'set-storage-options': lookAtStorageOptions,
  'create-materialized-view': lookAtCreateView,
  'refresh-materialized-view': lookAtRefreshView,
  'reset-statements': lookAtReset,
  'cancel-backend': lookAtSignal,
  'terminate-backend': lookAtSignal,
}

export async function looks(
  session: Session,
  change: KnownChange,
  server: ServerFacts,
): Promise<Partial<Aspects>> {
  // The table is keyed by the change's own kind, which the compiler cannot follow.
  const look = table[change.kind] as Look<KnownChange>
  return await look(session, change, server)
}
