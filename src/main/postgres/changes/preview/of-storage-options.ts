import type { SetStorageOptions } from '../known-change.ts'
import { findRelation } from '../relations.ts'
import type { Look } from './aspects.ts'
import { eachOnce, lockHolders, unseenBlockers } from './blockers.ts'
import { conflictsOf, takes } from './lock-modes.ts'
import { ownerRefusal } from './table-facts.ts'

/** Options whose change locks everybody out for a moment; all others take SHARE UPDATE EXCLUSIVE (reloptions.c). */
const exclusive = new Set([
  'user_catalog_table',
  'fastupdate',
  'buffering',
  'autosummarize',
  'gin_pending_list_limit',
  'pages_per_range',
])

/** ALTER TABLE, INDEX and MATERIALIZED VIEW … SET (…). */
export const lookAtStorageOptions: Look<SetStorageOptions> = async (session, change, server) => {
  const relation = await findRelation(session, change.relation)
  if (!relation) return {}
  const mode = change.options.some((option) => exclusive.has(option))
    ? 'AccessExclusiveLock'
    : 'ShareUpdateExclusiveLock'
  return {
    ...(await ownerRefusal(session, relation, false)),
    locks: [takes(mode, relation.sql, 'Only for as long as the catalogue is written: milliseconds.')],
    blockers: eachOnce(await lockHolders(session, [relation.oid], conflictsOf(mode))),
    diskBytes: 0,
    diskNote: 'None: nothing is written anew.',
    warnings: [
      ...(mode === 'AccessExclusiveLock'
        ? [
            'While it waits for its lock, all that come after it wait, too; so it gives up after the lock timeout.',
          ]
        : []),
      ...unseenBlockers(server),
    ],
  }
}
