import { expect, it } from 'vitest'
import type { Session, TextRow } from '../session/session.ts'
import { planChange } from './plan-change.ts'
import { readChange } from './read-change.ts'

/** A standby that knows no more than that. */
const standby: Session = {
  backendPid: 1,
  versionNumber: 180_000,
  serverVersion: '18.0',
  run: async (sql): Promise<TextRow[]> => (sql === 'SELECT pg_is_in_recovery()' ? [['t']] : []),
  runSimple: async () => [],
  attempt: async () => true,
  restart: async () => {},
}

it('sends a change to the primary', async () => {
  for (const sql of ['ANALYZE', 'CREATE EXTENSION hypopg', 'ALTER ROLE r SET jit = off']) {
    await expect(planChange(standby, await readChange(sql))).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'This server is a standby: it only follows its primary.',
    })
  }
})

it('lets a standby do what is its own', async () => {
  const plan = await planChange(standby, await readChange('SELECT pg_stat_statements_reset()'))
  expect(plan).toMatchObject({ statements: ['SELECT pg_stat_statements_reset()'], undo: { sql: null } })
})
