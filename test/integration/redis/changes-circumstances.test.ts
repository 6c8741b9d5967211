import { spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  redisProgram,
  startRedis,
  startRedisCluster,
  startRedisSentinel,
  type TestCluster,
  type TestRedis,
} from '../../support/redis.ts'
import { openChanges, type TestChanges } from './changes-room.ts'

describe.skipIf(redisProgram === undefined)('changes of a Redis in other circumstances', () => {
  let changes: TestChanges
  const started: { stop: () => Promise<void> }[] = []

  beforeAll(async () => {
    changes = await openChanges()
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map(async (one) => await one.stop()))
  })
  afterAll(async () => await changes.close())

  async function startOne(...config: string[]): Promise<TestRedis> {
    const server = await startRedis({ config })
    started.push(server)
    return server
  }

  it('a cluster: keys on all masters, and settings on all or none', async () => {
    const cluster: TestCluster = await startRedisCluster()
    started.push(cluster)
    const [first, second, third] = cluster.nodes.map(({ redis }) => redis)
    let keys = 0
    for (const { redis } of cluster.nodes) {
      for (let n = 0; n < 1500; n += 1) {
        // Those of other masters are refused with MOVED.
        keys += await redis.set(`c:${n}`, `v${n}`, 'PX', 10_000_000 + n).then(
          () => 1,
          () => 0,
        )
      }
    }
    expect(keys).toBe(1500)
    const target = cluster.target()
    expect((await changes.preview(target, 'EACH c:* PERSIST')).keys?.wouldChange).toBe(1500)
    const change = await changes.apply(target, 'EACH c:* PERSIST')
    expect(change.keys).toMatchObject({ matched: 1500, changed: 1500 })
    expect(await changes.undo(target, change.id)).toMatchObject({
      status: 'undone',
      keys: { restored: 1500 },
    })
    const deleted = await changes.apply(target, 'EACH c:1* UNLINK')
    const left = await Promise.all(cluster.nodes.map(async ({ redis }) => await redis.dbsize()))
    expect(left.reduce((sum, size) => sum + size, 0)).toBe(1500 - (deleted.keys?.changed ?? 0))
    expect(await changes.undo(target, deleted.id)).toMatchObject({
      status: 'undone',
      keys: { notRestored: 0 },
    })

    const set = await changes.apply(target, 'CONFIG SET hz 33')
    for (const redis of [first, second, third]) expect(await redis?.config('GET', 'hz')).toEqual(['hz', '33'])
    await changes.undo(target, set.id)
    // The last refuses: the others have their former value again.
    await third?.call('ACL', 'SETUSER', 'default', '-config|set')
    expect(await changes.apply(target, 'CONFIG SET hz 44').catch((error: Error) => error.message)).toContain(
      'CONFIG SET',
    )
    for (const redis of [first, second, third]) expect(await redis?.config('GET', 'hz')).toEqual(['hz', '10'])
    expect((await changes.preview(target, 'RENAMENX c:1 c:other')).refusal?.message).toContain(
      'within its slot',
    )
  })

  it('a replica is refused; behind Sentinels the master is changed', async () => {
    const sentinel = await startRedisSentinel()
    started.push(sentinel)
    const [master, replica] = sentinel.servers
    await master.redis.set('r', 'v')
    await expect(changes.apply(replica.target(), 'EXPIRE r 10')).rejects.toThrow('is a replica')
    expect((await changes.preview(replica.target(), 'EXPIRE r 10')).refusal?.message).toContain(
      'is a replica',
    )
    const preview = await changes.preview(master.target(), 'CONFIG SET hz 20')
    expect(preview.warnings.join(' ')).toContain('Replicas keep their own value')
  })

  it('without the right to run scripts it is done in transactions, and the ledger says so', async () => {
    const server = await startOne()
    await server.redis.call('ACL', 'SETUSER', 'default', '-@scripting')
    for (let n = 0; n < 500; n += 1) await server.redis.set(`n:${n}`, `v${n}`, 'PX', 10_000_000 + n)
    const before = Number(await server.redis.call('PEXPIRETIME', 'n:7'))
    const change = await changes.apply(server.target(), 'EACH n:* EXTEND 100 JITTER 10')
    expect(change).toMatchObject({ status: 'applied', keys: { changed: 500 } })
    expect(change.message).toContain('transactions')
    await server.redis.persist('n:8')
    const undone = await changes.undo(server.target(), change.id)
    expect(undone.keys).toMatchObject({ restored: 499, notRestored: 1 })
    expect(Number(await server.redis.call('PEXPIRETIME', 'n:7'))).toBe(before)
    const deleted = await changes.apply(server.target(), 'EACH n:* UNLINK')
    expect(deleted.keys?.changed).toBe(500)
    expect((await changes.undo(server.target(), deleted.id)).keys?.restored).toBe(500)
  })

  it('without scripts and transactions nothing is changed, though it can be counted', async () => {
    const server = await startOne()
    await server.redis.set('n', 'v')
    await server.redis.call('ACL', 'SETUSER', 'default', '-@scripting', '-@transaction')
    const preview = await changes.preview(server.target(), 'EACH n* EXPIRE 10')
    expect(preview).toMatchObject({
      keys: { wouldChange: 1 },
      refusal: { message: expect.stringContaining('neither') },
    })
    await expect(changes.apply(server.target(), 'EACH n* EXPIRE 10')).rejects.toMatchObject({
      code: 'PERMISSION',
    })
  })

  it('keys that the user may not touch are left and counted; what may not be done at all is refused before', async () => {
    const server = await startOne()
    for (let n = 0; n < 100; n += 1) await server.redis.set(n % 2 === 0 ? `mine:${n}` : `theirs:${n}`, 'v')
    await server.redis.call('ACL', 'SETUSER', 'some', 'on', 'nopass', '+@all', '~mine:*')
    const target = {
      ...server.target(),
      address: { ...server.target().address, user: 'some' },
      password: 'any',
    }
    const preview = await changes.preview(target, 'EACH * EXPIRE 1000')
    expect(preview.keys).toMatchObject({
      wouldChange: 50,
      wouldSkip: [{ keys: 50, reason: 'not permitted to this user' }],
    })
    const change = await changes.apply(target, 'EACH * EXPIRE 1000')
    expect(change.keys).toMatchObject({ changed: 50 })
    await changes.undo(target, change.id)

    await server.redis.call('ACL', 'SETUSER', 'some', '-pexpireat')
    const refused = await changes.preview(target, 'EACH mine:* EXPIRE 1000')
    expect(refused).toMatchObject({
      keys: { wouldChange: 50 },
      refusal: { message: expect.stringContaining('PEXPIREAT') },
    })
    await expect(changes.apply(target, 'EACH mine:* EXPIRE 1000')).rejects.toMatchObject({
      code: 'PERMISSION',
    })
    expect(await server.redis.ttl('mine:0')).toBe(-1)
  })

  it.each([
    ['-renamenx', 'RENAMENX mine:0 mine:new', 'may not call RENAMENX'],
    ['-pexpireat', 'EXPIRE mine:0 10', 'may not call PEXPIREAT'],
    ['-persist', 'PERSIST mine:0', 'may not call PERSIST'],
    ['-unlink', 'UNLINK mine:0', 'may not call UNLINK'],
    ['-dump', 'UNLINK mine:0', 'may not call DUMP'],
    ['+ping', 'RENAMENX mine:0 theirs:new', 'may not change the key theirs:new'],
    ['%R~theirs:*', 'RENAMENX theirs:0 mine:new', 'may not change the key theirs:0'],
    ['%R~theirs:*', 'EXPIRE theirs:0 10', 'may not change the key theirs:0'],
    ['%R~theirs:*', 'PERSIST theirs:0', 'may not change the key theirs:0'],
    ['%R~theirs:*', 'UNLINK theirs:0', 'may not change the key theirs:0'],
    ['-@scripting %R~theirs:*', 'UNLINK theirs:0', 'may not change the key theirs:0'],
    ['-config|set', 'CONFIG SET hz 20', 'may not call CONFIG SET'],
  ])('a user with %s: the preview refuses %s, and applying it does', async (rule, text, reason) => {
    const server = await startOne()
    await server.redis.mset('mine:0', 'v', 'theirs:0', 'v')
    await server.redis.call('ACL', 'SETUSER', 'some', 'on', 'nopass', '+@all', '~mine:*', ...rule.split(' '))
    const target = {
      ...server.target(),
      address: { ...server.target().address, user: 'some' },
      password: 'any',
    }
    const known = changes.ledger.list().length
    expect((await changes.preview(target, text)).refusal?.message).toContain(reason)
    await expect(changes.apply(target, text)).rejects.toMatchObject({
      code: 'PERMISSION',
      message: expect.stringContaining(reason),
    })
    expect(changes.ledger.list()).toHaveLength(known)
    expect((await server.redis.keys('*')).toSorted()).toEqual(['mine:0', 'theirs:0'])
  })

  it('a server that takes no more writes: what was done stays known, and can be gone on with', async () => {
    const server = await startOne()
    for (let n = 0; n < 3000; n += 1) await server.redis.set(`w:${n}`, 'v')
    const stopped = changes.apply(server.target(), 'EACH w:* EXPIRE 1000', { pace: 4000 })
    while ((await server.redis.info('keyspace')).includes('expires=0')) await server.redis.ping()
    // From now on there is no replica that is good enough.
    await server.redis.config('SET', 'min-replicas-to-write', 1)
    const partial = await stopped
    expect(partial.status).toBe('partial')
    expect(partial.message).toContain('NOREPLICAS')
    await server.redis.config('SET', 'min-replicas-to-write', 0)
    expect(await changes.resume(server.target(), partial.id)).toMatchObject({
      status: 'applied',
      keys: { changed: 3000 },
    })
    expect(await changes.undo(server.target(), partial.id)).toMatchObject({
      status: 'undone',
      keys: { restored: 3000 },
    })
    expect(await server.redis.info('keyspace')).toContain('expires=0')
  })

  describe('the terminal', { timeout: 240_000 }, () => {
    it('counts, changes and undoes, under the guard of the workbench', async () => {
      const server = await startOne()
      for (let n = 0; n < 300; n += 1) await server.redis.set(`t:${n}`, 'v')
      const args = [
        'ttl',
        '--redis',
        server.url,
        '--match',
        't:*',
        '--except',
        't:1?',
        '--set',
        '60',
        '--pace',
        'full',
        '--json',
      ]
      const preview = await pitwall(changes.home, args)
      expect(preview).toMatchObject({
        status: 0,
        answer: { applied: false, matched: 290, changed: 290, skipped: 0 },
      })
      expect(await server.redis.info('keyspace')).toContain('expires=0')
      const done = await pitwall(changes.home, [...args, '--apply'])
      expect(done).toMatchObject({
        status: 0,
        answer: { applied: true, status: 'applied', matched: 290, changed: 290 },
      })
      const again = await pitwall(changes.home, [...args, '--only', 'none', '--apply'])
      expect(again).toMatchObject({ status: 0, answer: { changed: 0, skipped: 290 } })
      const id = z.object({ id: z.string() }).parse(done.answer).id
      expect(await pitwall(changes.home, ['undo', id, '--json'])).toMatchObject({
        status: 0,
        answer: { status: 'undone' },
      })
      expect(await server.redis.info('keyspace')).toContain('expires=0')
      expect((await pitwall(changes.home, ['changes', '--limit', '2', '--json'])).answer).toMatchObject({
        changes: [{ kind: 'expire-keys' }, { id }],
      })
      expect(
        await pitwall(changes.home, ['ttl', '--redis', server.url, '--match', 't:*', '--json']),
      ).toMatchObject({
        status: 2,
      })
      const set = await pitwall(changes.home, [
        'apply',
        '--redis',
        server.url,
        '--sql',
        'CONFIG SET hz 20',
        '--json',
      ])
      expect(set).toMatchObject({ status: 0, answer: { status: 'applied', undoSql: 'CONFIG SET hz 10' } })
    })

    it('what is refused for want of rights exits alike in the preview and when it is applied', async () => {
      const server = await startOne()
      await server.redis.set('t:1', 'v')
      await server.redis.call('ACL', 'SETUSER', 'some', 'on', '>any', '+@all', '~*', '-pexpireat')
      const url = server.url.replace('redis://', 'redis://some:any@')
      const args = ['ttl', '--redis', url, '--match', 't:*', '--set', '60']
      expect(await pitwall(changes.home, [...args, '--json'])).toMatchObject({
        status: 1,
        answer: { refusal: { message: expect.stringContaining('PEXPIREAT') } },
      })
      expect(await pitwall(changes.home, [...args, '--apply'])).toMatchObject({
        status: 1,
        answer: expect.stringContaining('PEXPIREAT'),
      })
    })

    it('apply takes a pace', async () => {
      const server = await startOne()
      await server.redis.set('t:1', 'v')
      const args = ['apply', '--redis', server.url, '--sql', 'EACH t:* EXPIRE 60', '--json']
      expect(await pitwall(changes.home, [...args, '--pace', 'full'])).toMatchObject({
        status: 0,
        answer: { status: 'applied', keys: { changed: 1 } },
      })
      expect(await pitwall(changes.home, [...args, '--pace', 'quick'])).toMatchObject({
        status: 2,
        answer: expect.stringContaining('--pace'),
      })
    })

    it('Ctrl-C leaves a partial change, which resume finishes', async () => {
      const server = await startOne()
      for (let n = 0; n < 2000; n += 1) await server.redis.set(`t:${n}`, 'v')
      const args = [
        'ttl',
        '--redis',
        server.url,
        '--match',
        't:*',
        '--set',
        '60000',
        '--pace',
        '1000',
        '--apply',
        '--json',
      ]
      const stopped = await pitwall(changes.home, args, (told) => /[1-9]\d* changed/.test(told))
      expect(stopped).toMatchObject({ status: 1, answer: { applied: false, status: 'partial' } })
      const id = z.object({ id: z.string() }).parse(stopped.answer).id
      expect(await pitwall(changes.home, ['resume', id, '--pace', 'full', '--json'])).toMatchObject({
        status: 0,
        answer: { status: 'applied', keys: { changed: 2000 } },
      })
    })
  })
})

/** @param stopsAt once it has told this, Ctrl-C */
async function pitwall(
  home: string,
  args: string[],
  stopsAt?: (told: string) => boolean,
): Promise<{ status: unknown; answer: unknown }> {
  const child = spawn(process.execPath, ['src/main/cli.ts', ...args], {
    env: { ...process.env, PITWALL_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, told] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString()
    if (stopsAt?.(told) === true) child.kill('SIGINT')
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  return { status, answer: out === '' ? told : (JSON.parse(out) as unknown) }
}
