import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addApply } from '#main/commands/apply.ts'
import { addChanges } from '#main/commands/changes.ts'
import { addUndo } from '#main/commands/undo.ts'
import { createEnvironments } from '#main/environments/index.ts'
import { openStorage } from '#main/storage/index.ts'
import { Failure } from '#shared/failure.ts'
import { startTestServer, type TestServer } from '../postgres/test-server.ts'

let server: TestServer
let home: string
const saved = process.env['PITWALL_HOME']
beforeAll(async () => {
  server = await startTestServer(18)
  await server.admin.query(
    `INSERT INTO account (big, name) SELECT n, 'more ' || n FROM generate_series(1, 50000) n; ANALYZE account`,
  )
  home = await mkdtemp(join(tmpdir(), 'pitwall-terminal-'))
  process.env['PITWALL_HOME'] = home
})
afterAll(async () => {
  if (saved === undefined) delete process.env['PITWALL_HOME']
  else process.env['PITWALL_HOME'] = saved
  await server.stop()
  await rm(home, { recursive: true, force: true })
})

interface Run {
  out: string
  err: string
  status: number
  json: () => Record<string, unknown>
}

/** A command, as `cli.ts` runs it. */
async function run(
  args: string[],
  onTell: (text: string, cancel: () => void) => void = () => {},
): Promise<Run> {
  const interruption = new AbortController()
  const result: Run = {
    out: '',
    err: '',
    status: 0,
    json: () => JSON.parse(result.out) as Record<string, unknown>,
  }
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  const terminal = {
    print: (text: string) => {
      result.out += `${text}\n`
    },
    tell: (text: string) => {
      result.err += `${text}\n`
      onTell(text, () => interruption.abort())
    },
    signal: interruption.signal,
    setExitStatus: (status: number) => {
      result.status = status
    },
  }
  for (const add of [addApply, addChanges, addUndo]) add(program, terminal)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof CommanderError)) throw error
    result.err += error.message
    result.status = 2
  }
  return result
}

async function indexNames(): Promise<string> {
  const { rows } = await server.admin.query<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'account'::regclass ORDER BY 1`,
  )
  return rows.map(({ name }) => name).join(' ')
}

test('a change is applied with its proof, listed, and undone with the password from the environment', async () => {
  const file = join(home, 'measure.sql')
  await writeFile(
    file,
    `SELECT * FROM account WHERE name = 'more 777';\n-- again\nSELECT count(*) FROM account`,
  )
  const applied = await run([
    'apply',
    '--pg',
    server.url,
    '--sql',
    'CREATE INDEX ON account (name)',
    '--measure',
    file,
    '--json',
  ])
  expect(applied).toMatchObject({ status: 0 })
  const change = applied.json()
  expect(change).toMatchObject({
    id: expect.stringMatching(/^[0-9a-z]{8}$/),
    status: 'applied',
    sql: 'CREATE INDEX CONCURRENTLY account_name_idx ON account (name)',
    undoSql: 'DROP INDEX CONCURRENTLY public.account_name_idx',
    before: [{ sql: expect.stringContaining('more 777'), ms: { median: expect.any(Number) } }, {}],
    after: [{ verdict: 'faster', planChanged: true }, {}],
  })
  // Which of its phases a look five times a second meets is up to the machine.
  expect(applied.err).toMatch(/measuring (?:before|after)/)
  expect(applied.out).not.toContain('pitwall:pitwall')

  const listed = await run(['changes', '--json'])
  expect(listed.json()).toMatchObject({ changes: [{ id: change['id'], status: 'applied' }] })
  expect((await run(['changes'])).out).toContain('Create index account_name_idx on account')

  const id = String(change['id'])
  const password = process.env['PGPASSWORD']
  process.env['PGPASSWORD'] = 'pitwall'
  const undone = await run(['undo', id, '--json'])
  if (password === undefined) delete process.env['PGPASSWORD']
  else process.env['PGPASSWORD'] = password
  expect(undone).toMatchObject({ status: 0 })
  expect(undone.json()).toMatchObject({ id, status: 'undone', undoSql: null })
  expect(await indexNames()).toBe('account_pkey')

  expect(await run(['undo', id, '--pg', server.url])).toMatchObject({
    status: 1,
    err: expect.stringContaining('undone already'),
  })
  expect(await run(['undo', 'nothing'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('no change nothing'),
  })
}, 120_000)

test('a failed change is exit status 1, what is not understood 2', async () => {
  const failed = await run([
    'apply',
    '--pg',
    server.url,
    '--sql',
    'CREATE UNIQUE INDEX ON account (opened)',
    '--json',
  ])
  expect(failed).toMatchObject({ status: 1 })
  expect(failed.json()).toMatchObject({ status: 'failed', undoSql: null })
  const unknown = await run(['apply', '--pg', server.url, '--sql', 'DROP TABLE account'])
  expect(unknown).toMatchObject({ status: 2, out: '', err: 'Pitwall does not apply this DROP TABLE.' })
  expect(await run(['apply', '--pg', server.url])).toMatchObject({ status: 2 })
  expect(await indexNames()).toBe('account_pkey')
})

test('Ctrl-C cancels it on the server and records it', async () => {
  const { admin } = server
  await admin.query('BEGIN; LOCK TABLE account IN SHARE UPDATE EXCLUSIVE MODE')
  const cancelled = await run(
    ['apply', '--pg', server.url, '--sql', 'ANALYZE account', '--json'],
    (text, cancel) => {
      if (text.startsWith('waiting')) cancel()
    },
  )
  await admin.query('ROLLBACK')
  expect(cancelled).toMatchObject({ status: 1, err: expect.stringContaining('waits for process') })
  expect(cancelled.json()).toMatchObject({ status: 'failed', message: 'Cancelled; nothing of it is left.' })
})

test('the guard of the environment that holds the server counts', async () => {
  const storage = openStorage(home)
  const environments = createEnvironments({ database: storage.database })
  const staging = environments.create({ name: 'Staging', guard: 'confirm' })
  const { address } = server.target()
  environments.createTarget({
    environmentId: staging.id,
    target: { name: 'shop', address: { ...address, host: 'localhost' }, secret: { kind: 'none' } },
  })
  const apply = ['apply', '--pg', server.url, '--sql', 'ANALYZE account', '--json']
  expect(await run(apply)).toMatchObject({ status: 1, err: expect.stringContaining('--confirm "Staging"') })
  const confirmed = await run([...apply, '--confirm', 'Staging'])
  expect(confirmed.json()).toMatchObject({
    status: 'applied',
    targetName: 'shop',
    environment: { name: 'Staging', guard: 'confirm' },
  })
  environments.update({ id: staging.id, guard: 'read-only' })
  expect(await run([...apply, '--confirm', 'Staging'])).toMatchObject({
    status: 1,
    out: '',
    err: expect.stringContaining('Staging is read-only'),
  })
  // By another name of this machine, and through another database where all of the server feels it.
  const refused = { status: 1, out: '', err: expect.stringContaining('Staging is read-only') }
  for (const host of ['0.0.0.0', '[::ffff:127.0.0.1]']) {
    const url = server.url.replace('127.0.0.1', host)
    expect(await run(['apply', '--pg', url, '--sql', 'ANALYZE account'])).toMatchObject(refused)
  }
  const elsewhere = ['apply', '--pg', server.url.replace(/\/[^/]*$/, '/template1'), '--sql']
  expect(await run([...elsewhere, "ALTER SYSTEM SET work_mem = '5MB'"])).toMatchObject(refused)
  expect(await run([...elsewhere, 'ANALYZE'])).toMatchObject({ status: 0 })
  environments.remove(staging.id)
  storage.close()
})
