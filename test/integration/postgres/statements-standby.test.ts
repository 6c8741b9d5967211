import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '#main/demo/free-port.ts'
import { targetFromUrl } from '#main/environments/index.ts'
import { readStatements, requirePostgres } from '#main/postgres/index.ts'
import { type Server, startServer } from '../../fixtures/plans/servers.ts'
import { timeouts, versions } from './test-server.ts'

const bin = '/usr/lib/postgresql/15/bin'

describe.skipIf(!versions.includes(15))('a standby of Postgres 15', () => {
  let folder: string
  let primary: Server
  let standby: Server

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pitwall-standby-'))
    const settings = { shared_preload_libraries: 'pg_stat_statements', fsync: 'off' }
    primary = await startServer(bin, folder, settings)
    standby = await startStandby(folder, primary, settings)
  })

  afterAll(async () => {
    await standby.stop()
    await primary.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const list = async () => await readStatements(requirePostgres(targetFromUrl(standby.url)), {}, timeouts)

  test('without the extension, it says that the primary has to create it', async () => {
    const answer = await list()
    expect(answer.source).toBe('pg_stat_activity')
    expect(answer.limitations[0]).toMatchObject({
      hint: expect.stringContaining('on the primary'),
      proposals: [],
    })
  })

  test('its own counters are read', async () => {
    await run(primary, 'CREATE EXTENSION pg_stat_statements; CREATE TABLE here (id int)')
    await vi.waitFor(async () => await run(standby, 'SELECT id FROM here'), { timeout: 20_000 })
    const answer = await list()
    expect(answer.source).toBe('pg_stat_statements')
    const select = answer.statements.find(({ query }) => query === 'SELECT id FROM here')
    expect(select).toMatchObject({ calls: 1, tables: ['public.here'] })
  })
})

async function run(server: Server, sql: string): Promise<void> {
  const client = new Client(server.url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function startStandby(
  folder: string,
  primary: Server,
  settings: Record<string, string>,
): Promise<Server> {
  const isRoot = process.getuid?.() === 0
  const as = isRoot ? { uid: Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })) } : {}
  const data = join(folder, 'standby')
  execFileSync(
    join(bin, 'pg_basebackup'),
    ['-D', data, '-d', primary.url, '--checkpoint=fast', '--write-recovery-conf', '--no-sync'],
    { ...as, cwd: folder, stdio: 'ignore' },
  )
  const port = await freePort()
  const flags = Object.entries({ ...settings, listen_addresses: '127.0.0.1', unix_socket_directories: '' })
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...as, cwd: folder, stdio: 'ignore' },
  )
  const exit = once(server, 'exit')
  const url = new URL(primary.url)
  url.port = String(port)
  await vi.waitFor(
    async () => {
      const client = new Client(url.href)
      await client.connect()
      await client.end()
    },
    { timeout: 20_000 },
  )
  return {
    url: url.href,
    async stop() {
      server.kill('SIGINT')
      await exit
    },
  }
}
