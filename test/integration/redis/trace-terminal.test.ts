import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEnvironments } from '#main/environments/index.ts'
import { addTrace } from '#main/commands/trace.ts'
import { openStorage } from '#main/storage/index.ts'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'

describe.skipIf(redisProgram === undefined)('pitwall trace', () => {
  let server: TestRedis
  let home: string
  beforeAll(async () => {
    server = await startRedis()
    home = await mkdtemp(join(tmpdir(), 'pitwall-trace-terminal-'))
    vi.stubEnv('PITWALL_HOME', home)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.stop()
    await rm(home, { recursive: true, force: true })
  })

  async function pitwall(...args: string[]) {
    const printed: string[] = []
    const told: string[] = []
    let status = 0
    const program = new Command().exitOverride()
    addTrace(program, {
      print: (text) => void printed.push(text),
      tell: (text) => void told.push(text),
      signal: new AbortController().signal,
      setExitStatus: (given) => {
        status = given
      },
    })
    // Another database of the same server: MONITOR is felt there, too.
    const url = `redis://127.0.0.1:${server.port}/5`
    await program.parseAsync(['trace', '--redis', url, '--seconds', '1', ...args], { from: 'user' })
    return { printed: printed.join('\n'), told: told.join('\n'), status }
  }

  it('asks for the name of the environment that holds the server, unless only counters are read', async () => {
    const storage = openStorage(home)
    const environments = createEnvironments({ database: storage.database })
    const live = environments.create({ name: 'live', guard: 'read-only' })
    environments.createTarget({
      environmentId: live.id,
      target: { name: 'cache', address: server.target().address, secret: { kind: 'none' } },
    })
    storage.close()
    const file = join(home, 'trace.jsonl.gz')

    const refused = await pitwall('--out', file)
    expect(refused).toMatchObject({ status: 1, printed: '' })
    expect(refused.told).toContain('--confirm "live"')
    expect(existsSync(file)).toBe(false)
    expect((await pitwall('--out', file, '--confirm', 'Live')).status).toBe(1)

    const confirmed = await pitwall('--out', file, '--confirm', 'live', '--json')
    expect(confirmed.status).toBe(0)
    expect(JSON.parse(confirmed.printed)).toMatchObject({ mode: 'monitor', file })

    const counted = await pitwall('--out', file, '--statistics', '--json')
    expect(counted.status).toBe(0)
    expect(JSON.parse(counted.printed)).toMatchObject({ mode: 'statistics' })
  })
})
