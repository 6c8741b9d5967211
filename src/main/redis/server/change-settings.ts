import type { Proposal } from '#shared/contract/finding.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import type { Server } from './server.ts'

/**
 * Settings changed while the server runs: the change where it may work here, and the sentence for the
 * advice in any case.
 */
export function changeSettings(
  server: Server,
  title: string,
  ...settings: readonly { name: string; value: string }[]
): { proposals: Proposal[]; advice: string } {
  const what = settings.map(({ name, value }) => `${name} to ${value}`).join(' and ')
  if (server.configRefused === undefined) {
    const sql = printRedisChange({ kind: 'config-set', settings: [...settings] })
    return {
      proposals: [{ title, sql }],
      advice: `Set ${what}; CONFIG REWRITE makes it last over a restart.`,
    }
  }
  const where =
    server.configRefused.code === 'NOPERM'
      ? `The user ${server.user} may not: an administrator has to.`
      : `CONFIG is turned off here: it is changed where ${server.managedBy ?? 'the service'} offers it.`
  return { proposals: [], advice: `Set ${what}. ${where}` }
}

/** Counters that only tell of the past begin anew, so that the next check-up judges the present. */
export function countAnew(server: Server): Proposal[] {
  if (server.configRefused !== undefined) return []
  return [{ title: 'Begin to count anew', sql: printRedisChange({ kind: 'config-resetstat' }) }]
}
