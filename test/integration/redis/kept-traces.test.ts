import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTraces, type Traces } from '#main/redis/trace/index.ts'
import { openStorage, type Storage } from '#main/storage/index.ts'
import { redisProgram, startRedis, type TestRedis, until } from '../../support/redis.ts'
import { isMonitored, timeouts } from './recording.ts'

describe.skipIf(redisProgram === undefined)('the kept traces', () => {
  let folder: string
  let storage: Storage
  let server: TestRedis
  let traces: Traces
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pitwall-kept-'))
    storage = openStorage(join(folder, 'home'))
    storage.database.exec(`
      INSERT INTO environments (id, name, guard, origin, position) VALUES ('e', 'e', 'open', 'user', 0);
      INSERT INTO targets (id, environment_id, name, address, secret_kind, position) VALUES ('r', 'e', 'r', '{}', 'none', 0)`)
    traces = createTraces({ database: storage.database, home: join(folder, 'home') })
    server = await startRedis()
  })
  afterAll(async () => {
    await server.stop()
    storage.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const target = () => ({ ...server.target(), id: 'r' })

  it('keeps a recording that was stopped; one at a time', async () => {
    expect(() => traces.stop('r')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    const input = { mode: 'monitor', seconds: 60, maxBytes: 1e9 } as const
    const events = traces.record(target(), input, timeouts)
    let id = ''
    for await (const event of events) {
      if (event.type === 'trace') {
        ;({ id } = event.summary.head)
      } else if (event.phase === 'recording' && (await isMonitored([server]))) {
        await expect(traces.record(target(), input, timeouts).next()).rejects.toMatchObject({
          code: 'REFUSED',
        })
        await server.redis.get('a')
        traces.stop('r')
      }
    }
    expect(traces.list('r')).toMatchObject([{ id, targetId: 'r', mode: 'monitor', keys: 1, accesses: 1 }])
    expect(traces.list('another')).toEqual([])
    expect(await traces.get(id)).toMatchObject({ head: { id }, reads: 1, hotKeys: [{ key: 'a' }] })
    const file = traces.file(id)
    expect(existsSync(file)).toBe(true)
    await traces.remove(id)
    expect(existsSync(file)).toBe(false)
    expect(traces.list()).toEqual([])
    await expect(traces.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await until('MONITOR has ended', async () => !(await isMonitored([server])))
  })

  it('keeps nothing of a recording that was cancelled', async () => {
    const events = traces.record(target(), { mode: 'statistics', seconds: 60, maxBytes: 1e9 }, timeouts)
    await events.next()
    await events.return(undefined)
    expect(traces.list()).toEqual([])
    expect(readdirSync(join(folder, 'home', 'traces'))).toEqual([])
  })

  it("reads a file of the user's where it is, and again when it has changed", async () => {
    const file = join(folder, 'mine.csv')
    writeFileSync(file, 'time,op,key\n1,get,a\n2,get,b\n')
    const head = await traces.importFile(file)
    expect(head).toMatchObject({ name: 'mine.csv', file, accesses: 2, keys: 2 })
    expect((await traces.importFile(file)).id).toBe(head.id)
    expect(traces.list('r').map(({ id }) => id)).toEqual([head.id])
    writeFileSync(file, 'time,op,key\n1,get,a\n2,get,b\n3,get,c\n')
    expect(await traces.get(head.id)).toMatchObject({ reads: 3 })
    expect(traces.list()[0]).toMatchObject({ accesses: 3 })
    await traces.remove(head.id)
    expect(existsSync(file)).toBe(true)
  })

  it('says what is wrong with a file, and when it has gone', async () => {
    await expect(traces.importFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const file = join(folder, 'empty.txt')
    writeFileSync(file, '')
    await expect(traces.importFile(file)).rejects.toMatchObject({ code: 'BAD_INPUT' })
    writeFileSync(file, 'a\n')
    const { id } = await traces.importFile(file)
    rmSync(file)
    const { limitations } = await traces.get(id)
    expect(limitations[0]?.message).toMatch(/no longer at/)
  })
})
