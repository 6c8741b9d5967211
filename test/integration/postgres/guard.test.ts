import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planOf, startTestServer, type TestServer, versions } from './test-server.ts'

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version)
  })

  afterAll(async () => {
    await server.stop()
  })

  const secrets = async (): Promise<unknown[]> => (await server.admin.query('SELECT * FROM secret')).rows
  const update = { sql: 'UPDATE account SET amount = 1 WHERE id = 1', analyze: true }

  test('read-only: reading is run, anything else is refused', async () => {
    const target = server.target('read-only')
    await expect(
      planOf(target, { sql: 'SELECT count(*) FROM account', analyze: true }),
    ).resolves.toBeDefined()
    for (const sql of [update.sql, 'SELECT * FROM account FOR UPDATE', "SELECT nextval('tickets')"]) {
      const request = { sql, analyze: true, acceptEffects: true, confirmation: 'staging' }
      await expect(planOf(target, request)).rejects.toMatchObject({
        code: 'REFUSED',
        facts: { guard: 'read-only' },
      })
    }
  })

  test('confirm: the effects accepted and the name typed', async () => {
    const target = server.target('confirm')
    const refused = async (consent: object): Promise<unknown> =>
      await planOf(target, { ...update, ...consent }).catch((error: unknown) => error)
    expect(await refused({})).toMatchObject({ code: 'REFUSED', facts: { needs: 'acceptEffects' } })
    expect(await refused({ acceptEffects: true })).toMatchObject({ facts: { needs: 'confirmation' } })
    expect(await refused({ acceptEffects: true, confirmation: 'production' })).toMatchObject({
      facts: { needs: 'confirmation' },
    })
    const plan = await planOf(target, { ...update, acceptEffects: true, confirmation: 'staging' })
    expect(plan.executionMs).toBeGreaterThan(0)
  })

  test('open: the effects accepted, among them the triggers that only the catalogue knows', async () => {
    await expect(planOf(server.target(), update)).rejects.toMatchObject({ facts: { needs: 'acceptEffects' } })
    await expect(planOf(server.target(), { ...update, acceptEffects: true })).resolves.toBeDefined()
  })

  test('a volatile function is taken for one with effects, and its effects are rolled back', async () => {
    const request = { sql: "SELECT writes('x')", analyze: true }
    await expect(planOf(server.target('read-only'), request)).rejects.toMatchObject({ code: 'REFUSED' })
    await expect(planOf(server.target(), request)).rejects.toMatchObject({
      code: 'REFUSED',
      facts: { needs: 'acceptEffects', warnings: expect.stringContaining('writes()') },
    })
    await expect(planOf(server.target(), { ...request, acceptEffects: true })).resolves.toBeDefined()
    expect(await secrets()).toEqual([])
  })

  test('a view is looked through', async () => {
    for (const view of ['drawing', 'public.indirect']) {
      const request = { sql: `SELECT * FROM ${view}`, analyze: true }
      await expect(planOf(server.target(), request)).rejects.toMatchObject({
        code: 'REFUSED',
        facts: { warnings: expect.stringContaining('nextval()') },
      })
    }
  })

  test('what only reads is not asked about', async () => {
    for (const sql of [
      'SELECT pure(1)',
      'SELECT * FROM names',
      'SELECT random(), clock_timestamp(), gen_random_uuid(), pg_sleep(0)',
      'SELECT * FROM pg_stat_activity, pg_locks',
      "SELECT pg_size_pretty(pg_total_relation_size('account'))",
      'WITH drawing AS (SELECT 1) SELECT * FROM drawing',
    ]) {
      await expect(planOf(server.target('read-only'), { sql, analyze: true })).resolves.toBeDefined()
    }
  })

  test('READ ONLY is enforced by the server: a write that nobody could see is stopped', async () => {
    // An operator's function is not named in the statement.
    await server.admin.query('CREATE OPERATOR ### (RIGHTARG = text, FUNCTION = writes)')
    await expect(
      planOf(server.target(), { sql: "SELECT ### 'x'::text", analyze: true }),
    ).rejects.toMatchObject({
      code: 'REFUSED',
      facts: { sqlState: '25006' },
    })
    expect(await secrets()).toEqual([])
  })
})
