import type { Proposal } from '#shared/contract/finding.ts'
import { literal } from '../query.ts'
import type { Server } from './server.ts'

/** Settings that only a start of the server reads. */
const atStart = new Set([
  'shared_buffers',
  'max_connections',
  'autovacuum_max_workers',
  'shared_preload_libraries',
])

/**
 * A setting of the whole server, changed: the statement where it may work here, and the sentence for
 * the advice in any case. Managed servers refuse ALTER SYSTEM, and a standby has its primary's word.
 */
export function changeSetting(
  server: Server,
  name: string,
  value: string,
): { proposals: Proposal[]; advice: string } {
  const restart = atStart.has(name) ? ' It takes effect when the server is restarted.' : ''
  if (server.managedBy !== undefined) {
    return {
      proposals: [],
      advice: `Set ${name} to ${value} in the settings that ${server.managedBy} offers for the server; ALTER SYSTEM is not allowed there.${restart}`,
    }
  }
  return {
    proposals: [{ title: `Set ${name} to ${value}`, sql: `ALTER SYSTEM SET ${name} = ${literal(value)}` }],
    advice: `Set ${name} to ${value}.${restart}${server.isSuperuser ? '' : ' A superuser has to do it.'}`,
  }
}
