import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCatalogue } from '#main/postgres/index.ts'
import { explain, planOf, startTestServer, type TestServer, timeouts } from './test-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer(18)
})

afterAll(async () => {
  await server.stop()
})

/** Starts a long statement; calls back with its server process once it runs, and gives what it ended in. */
async function whileItRuns(on: TestServer, interrupt: (backendPid: number) => void): Promise<unknown> {
  let isDone = false
  try {
    for await (const event of explain(on.target(), { sql: 'SELECT pg_sleep(600)', analyze: true })) {
      if (isDone || event.type !== 'progress' || event.phase !== 'running') continue
      isDone = true
      interrupt(event.backendPid ?? 0)
    }
    return undefined
  } catch (error) {
    return error
  }
}

test('statement timeout: the setting is named', async () => {
  const request = { sql: 'SELECT pg_sleep(600)', analyze: true, statementTimeoutMs: 150 }
  await expect(planOf(server.target(), request)).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'The statement took longer than 150 ms.',
    hint: expect.stringContaining('statement_timeout'),
  })
})

test('lock timeout: the setting is named', async () => {
  const locker = new Client(server.url)
  await locker.connect()
  await locker.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE')
  await expect(planOf(server.target(), { sql: 'SELECT * FROM account' })).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'It waited longer than 2 s for a lock.',
    hint: expect.stringContaining('lock_timeout'),
  })
  await locker.end()
})

test('a statement that will not wait for a lock is no timeout', async () => {
  const locker = new Client(server.url)
  await locker.connect()
  await locker.query('BEGIN; SELECT * FROM account FOR UPDATE')
  const request = { sql: 'SELECT * FROM account FOR UPDATE NOWAIT', analyze: true, acceptEffects: true }
  await expect(planOf(server.target(), request)).rejects.toMatchObject({ facts: { sqlState: '55P03' } })
  await locker.end()
})

test('somebody else cancels it', async () => {
  const error = await whileItRuns(
    server,
    (pid) => void server.admin.query('SELECT pg_cancel_backend($1)', [pid]),
  )
  expect(error).toMatchObject({
    code: 'SERVER_ERROR',
    message: expect.stringContaining('Somebody else cancelled'),
  })
})

test('somebody else ends the connection', async () => {
  const error = await whileItRuns(
    server,
    (pid) => void server.admin.query('SELECT pg_terminate_backend($1)', [pid]),
  )
  expect(error).toMatchObject({ code: 'CONNECTION_LOST' })
})

test('wrong password, without the password', async () => {
  const target = { ...server.target(), password: 'hunter2hunter2' }
  const error: unknown = await planOf(target, { sql: 'SELECT 1' }).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'AUTHENTICATION' })
  expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
})

test('nobody listens', async () => {
  const target = server.target()
  const nowhere = { ...target, address: { ...target.address, port: 1 } }
  await expect(planOf(nowhere, { sql: 'SELECT 1' })).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await expect(readCatalogue(nowhere, timeouts)).rejects.toMatchObject({ code: 'UNREACHABLE' })
})

test('a server that crashes in the middle of a plan', async () => {
  const victim = await startTestServer(18)
  const error = await whileItRuns(victim, (pid) => process.kill(pid, 'SIGKILL'))
  expect(error).toMatchObject({ name: 'Failure', code: 'CONNECTION_LOST', hint: expect.any(String) })
  await victim.stop()
})

test('a server that is shut down at once in the middle of a plan', async () => {
  const victim = await startTestServer(18)
  const error = await whileItRuns(victim, () => process.kill(victim.pid, 'SIGQUIT'))
  expect(error).toMatchObject({ name: 'Failure', code: 'CONNECTION_LOST' })
  await victim.stop()
})
