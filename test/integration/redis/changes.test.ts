import { existsSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_KEEP, printRedisChange } from '#shared/redis/change-text.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'
import { openChanges, type TestChanges } from './changes-room.ts'

describe.skipIf(redisProgram === undefined)('changes of a Redis', () => {
  let server: TestRedis
  let changes: TestChanges

  beforeAll(async () => {
    server = await startRedis()
    changes = await openChanges()
  })
  afterAll(async () => {
    await changes.close()
    await server.stop()
  })
  beforeEach(async () => {
    await server.redis.flushall()
  })

  const expiry = async (key: string) => Number(await server.redis.call('PEXPIRETIME', key))
  const target = () => server.target()

  describe('settings', () => {
    it('CONFIG SET is undone to the former values, while they are as they were set', async () => {
      const before = await server.redis.config('GET', 'hz')
      const change = await changes.apply(target(), 'CONFIG SET hz 20 maxmemory-samples 7')
      expect(change).toMatchObject({
        status: 'applied',
        kind: 'config-set',
        undoSql: 'CONFIG SET hz 10 maxmemory-samples 5',
      })
      expect(await server.redis.config('GET', 'hz')).toEqual(['hz', '20'])

      await server.redis.config('SET', 'hz', '30')
      await expect(changes.undo(target(), change.id)).rejects.toMatchObject({ code: 'REFUSED' })
      expect(await server.redis.config('GET', 'hz')).toEqual(['hz', '30'])

      await server.redis.config('SET', 'hz', '20')
      expect(await changes.undo(target(), change.id)).toMatchObject({ status: 'undone' })
      expect(await server.redis.config('GET', 'hz')).toEqual(before)
      expect(await server.redis.config('GET', 'maxmemory-samples')).toEqual(['maxmemory-samples', '5'])
    })

    it('all or none: what the server refuses leaves everything as it was', async () => {
      // The value is good; what it needs is not to be had.
      const [, dir = ''] = await server.redis.config('GET', 'dir')
      const inTheWay = join(dir, 'appendonlydir')
      await writeFile(inTheWay, '')
      const text = 'CONFIG SET hz 25 appendonly yes'
      const preview = await changes.preview(target(), text)
      expect(preview.refusal).toBeUndefined()
      expect(preview.warnings.join(' ')).toContain('whether the system allows it shows only when it is set')
      const change = await changes.apply(target(), text)
      expect(change.status).toBe('failed')
      expect(change.message).toContain('AOF')
      await rm(inTheWay)
      expect(await server.redis.config('GET', 'appendonly')).toEqual(['appendonly', 'no'])
      expect(await server.redis.config('GET', 'hz')).toEqual(['hz', '10'])
    })

    it.each([
      [
        'CONFIG SET no-such-parameter 1',
        "Unknown option or number of arguments for CONFIG SET - 'no-such-parameter'",
      ],
      ['CONFIG SET hz 25 maxmemory-policy nonsense', 'must be one of the following: volatile-lru'],
      ['CONFIG SET maxmemory abc', 'must be a memory value'],
      ['CONFIG SET hz fast', "couldn't be parsed into an integer"],
      ['CONFIG SET activedefrag perhaps', "'activedefrag'"],
      ['CONFIG SET databases 32', "can't set immutable config"],
      ['CONFIG SET dir /tmp', 'other files'],
      ['CONFIG SET requirepass secret', 'password'],
      ['CONFIG SET masterauth secret', 'password'],
      ['CONFIG SET replicaof "host 1"', 'throw its keys away'],
      ['CONFIG SET enable-debug-command yes', 'safety'],
      ['CONFIG REWRITE', 'without a configuration file'],
    ])('%s is refused in the preview, and when it is applied all the same', async (text, reason) => {
      const preview = await changes.preview(target(), text)
      expect(preview.refusal?.message).toContain(reason)
      const known = changes.ledger.list().length
      await expect(changes.apply(target(), text)).rejects.toThrow(reason)
      // Nothing of it, a password say, is in the ledger.
      expect(changes.ledger.list()).toHaveLength(known)
      expect(await server.redis.config('GET', 'requirepass')).toEqual(['requirepass', ''])
    })

    it('asking the server about values leaves all of them as they were', async () => {
      const before = await server.redis.config('GET', '*')
      const preview = await changes.preview(
        target(),
        'CONFIG SET hz 25 save "" appendonly yes maxmemory 3mb maxmemory-policy allkeys-lru timeout 9',
      )
      expect(preview.refusal).toBeUndefined()
      expect(await server.redis.config('GET', '*')).toEqual(before)
    })

    it('says how much would be evicted at once, and what a policy means', async () => {
      await server.redis.set('big', 'x'.repeat(5_000_000))
      const preview = await changes.preview(target(), 'CONFIG SET maxmemory 3mb maxmemory-policy allkeys-lru')
      expect(preview.warnings.join(' ')).toMatch(
        /holds [\d,]+ bytes more than that: keys of that size would be evicted at once/,
      )
      expect(preview.warnings.join(' ')).toContain('any key may be evicted')
      expect(preview.warnings.join(' ')).toContain('until the server restarts')
      expect(await server.redis.config('GET', 'maxmemory')).toEqual(['maxmemory', '0'])
      const full = await changes.preview(target(), 'CONFIG SET maxmemory 3mb maxmemory-policy noeviction')
      expect(full.warnings.join(' ')).toContain('every write would fail at once')
    })

    it('says what too many clients would do to the server', async () => {
      const preview = await changes.preview(target(), 'CONFIG SET maxclients 4000000000')
      expect(preview.warnings.join(' ')).toContain('answers nobody meanwhile')
    })

    it.each(['CONFIG RESETSTAT', 'MEMORY PURGE', 'SLOWLOG RESET', 'LATENCY RESET'])(
      '%s says before that nothing takes it back',
      async (text) => {
        const preview = await changes.preview(target(), text)
        expect(preview).toMatchObject({ undoSql: null, undoNote: expect.any(String) })
        const change = await changes.apply(target(), text)
        expect(change).toMatchObject({ status: 'applied', undoSql: null })
        await expect(changes.undo(target(), change.id)).rejects.toMatchObject({ code: 'REFUSED' })
      },
    )
  })

  describe('keys', () => {
    it('a preview counts what applying does, shows samples and touches nothing', async () => {
      await fill(server)
      await server.redis.config('SET', 'maxmemory-policy', 'allkeys-lfu')
      const commands = ['a:*', 'a:* EXCEPT a:1?', 'a:* TYPE hash']
      for (const which of commands) {
        const text = `EACH ${which} EXPIRE 5000 JITTER 20 IF NONE OR LONGER`
        const frequency = await server.redis.object('FREQ', 'a:0')
        const preview = await changes.preview(target(), text)
        expect(await server.redis.object('FREQ', 'a:0')).toBe(frequency)
        const change = await changes.apply(target(), text)
        expect(change.keys?.changed).toBe(preview.keys?.wouldChange)
        expect(change.keys?.matched).toBe(preview.keys?.matched)
        expect(byReason(change.keys?.skipped)).toEqual(byReason(preview.keys?.wouldSkip))
        expect(preview.keys?.scanned).toBe(300)
        expect(preview.keys?.samples.length).toBe(20)
        for (const { key, type, after } of preview.keys?.samples ?? []) {
          expect(key).toMatch(/^a:/)
          expect(['string', 'hash']).toContain(type)
          expect(after).toEqual({ lowMs: 4_000_000, highMs: 6_000_000 })
        }
        await changes.undo(target(), change.id)
      }
      await server.redis.config('SET', 'maxmemory-policy', 'noeviction')
    })

    it.each([
      ['EXPIRE 100 JITTER 50', (ttl: number) => ttl > 49_000 && ttl <= 150_000],
      ['EXPIRE 100 IF NONE', (_: number, was: number) => was === -1],
      ['EXPIRE 100 IF LONGER', (_: number, was: number) => was > 100_000],
      ['EXTEND 100', (ttl: number, was: number) => Math.abs(ttl - was - 100_000) < 5000],
      ['JITTER 10', (ttl: number, was: number) => ttl > was * 0.89 && ttl < was * 1.11],
      ['PERSIST', (ttl: number, was: number) => ttl === -1 && was > 0],
    ])('EACH … %s does what it says, and undo puts the absolute expiries back', async (action, isRight) => {
      await fill(server)
      const keys = await server.redis.keys('*')
      const before = new Map<string, number>()
      const ttls = new Map<string, number>()
      for (const key of keys) {
        before.set(key, await expiry(key))
        ttls.set(key, await server.redis.pttl(key))
      }
      const change = await changes.apply(target(), `EACH a:* ${action}`)
      expect(change.status).toBe('applied')
      const changed = changes.keys(change.id, 'changed')
      expect(changed.size).toBe(change.keys?.changed)
      expect(changed.size).toBeGreaterThan(10)
      for (const key of keys) {
        if (changed.has(key)) expect(isRight(await server.redis.pttl(key), ttls.get(key) ?? 0)).toBe(true)
        else expect(await expiry(key)).toBe(before.get(key))
      }
      const undone = await changes.undo(target(), change.id)
      expect(undone).toMatchObject({ status: 'undone', keys: { restored: changed.size, notRestored: 0 } })
      for (const key of keys) expect(await expiry(key)).toBe(before.get(key))
    })

    it('JITTER spreads over the whole range', async () => {
      await fill(server)
      await changes.apply(target(), 'EACH a:* EXPIRE 1000 JITTER 50')
      const ttls = await Promise.all(
        (await server.redis.keys('a:*')).map(async (key) => await server.redis.pttl(key)),
      )
      expect(Math.min(...ttls)).toBeLessThan(560_000)
      expect(Math.max(...ttls)).toBeGreaterThan(1_440_000)
      expect(ttls.filter((ttl) => ttl < 1_000_000).length).toBeGreaterThan(ttls.length / 3)
    })

    it('UNLINK keeps every kind of value and puts it back as it was, absolute expiry included', async () => {
      const { redis } = server
      await redis.set('u:string', 'text', 'PX', 1_000_000)
      await redis.set('u:number', 42)
      await redis.hset('u:hash', { a: '1', b: '2' })
      await redis.rpush('u:list', ...Array.from({ length: 500 }, (_, at) => `item ${at}`))
      await redis.sadd('u:set', 'x', 'y')
      await redis.zadd('u:zset', 1, 'a', 2, 'b')
      await redis.xadd('u:stream', '*', 'field', 'value')
      const binary = Buffer.from([0x75, 0x3a, 0xff, 0x00, 0x0a, 0x22])
      await redis.set(binary, Buffer.from([0xfe, 0xff]))
      const keys = ['u:string', 'u:number', 'u:hash', 'u:list', 'u:set', 'u:zset', 'u:stream', binary]
      const dumps = await Promise.all(keys.map(async (key) => await redis.dumpBuffer(key)))
      const expires = await expiry('u:string')

      const preview = await changes.preview(target(), 'EACH u:* UNLINK')
      expect(preview.keys).toMatchObject({ wouldChange: 8, kept: { keys: 8, lost: 0 } })
      expect(preview.keys?.bytes).toBeGreaterThan(1000)
      const change = await changes.apply(target(), 'EACH u:* UNLINK')
      expect(await redis.dbsize()).toBe(0)
      expect([...changes.keys(change.id, 'changed').keys()]).toContain(keyNameOf(binary))

      await redis.set('u:number', 'made again')
      const undone = await changes.undo(target(), change.id)
      expect(undone).toMatchObject({ status: 'undone', keys: { restored: 7, notRestored: 1 } })
      expect(changes.keys(change.id, 'notRestored')).toEqual(
        new Map([['u:number', 'there again, made by somebody else']]),
      )
      expect(await redis.get('u:number')).toBe('made again')
      expect(await expiry('u:string')).toBe(expires)
      expect((await redis.smembers('u:set')).toSorted()).toEqual(['x', 'y'])
      for (const [at, key] of keys.entries()) {
        // A set has no order, and may come back in another.
        if (key !== 'u:number' && key !== 'u:set') expect(await redis.dumpBuffer(key)).toEqual(dumps[at])
      }
    })

    it('says before what would not be kept, keeps exactly that, and lists what cannot come back', async () => {
      for (let n = 0; n < 200; n += 1) await server.redis.set(`c:${n}`, 'x'.repeat(1000))
      const text = 'EACH c:* UNLINK KEEP 100kb'
      const preview = await changes.preview(target(), text)
      const { keys, lost } = preview.keys?.kept ?? { keys: 0, lost: 0 }
      expect(keys + lost).toBe(200)
      expect(keys).toBeGreaterThan(50)
      expect(lost).toBeGreaterThan(50)
      expect(preview.warnings.join(' ')).toContain(`${lost} keys would be deleted for good`)
      const change = await changes.apply(target(), text)
      const undoSql = `RESTORE ${keys} of 200 deleted keys from the journal`
      const undoNote = expect.stringContaining(`${lost} keys are not kept and gone for good`)
      expect(preview).toMatchObject({
        title: 'Delete c:* and keep 100 KB of them for undo',
        undoSql,
        undoNote,
      })
      expect(change).toMatchObject({ title: preview.title, undoSql, undoNote })
      expect(change.message).toContain(`200 keys deleted (${keys} kept for undo, ${lost} lost for good).`)
      const undone = await changes.undo(target(), change.id)
      expect(undone.keys).toMatchObject({ restored: keys, notRestored: lost })
      expect(await server.redis.dbsize()).toBe(keys)
    })

    it('says that nothing takes it back where nothing is kept', async () => {
      await server.redis.set('c:1', 'v')
      for (const keep of ['0', '1b']) {
        const preview = await changes.preview(target(), `UNLINK c:1 KEEP ${keep}`)
        expect(preview).toMatchObject({ undoSql: null, undoNote: expect.stringContaining('gone for good') })
      }
      const change = await changes.apply(target(), 'UNLINK c:1 KEEP 0')
      expect(change).toMatchObject({ status: 'applied', title: 'Delete c:1 for good', undoSql: null })
      await expect(changes.undo(target(), change.id)).rejects.toMatchObject({ code: 'REFUSED' })
    })

    it('says that an expiry counts as use, where the server counts it', async () => {
      await server.redis.set('c:1', 'v', 'EX', 100)
      const noTouch = await server.redis.client('NO-TOUCH', 'ON').then(
        () => true,
        () => false,
      )
      for (const text of ['EXPIRE c:1 10', 'EACH c:* EXTEND 10', 'EACH c:* JITTER 10', 'PERSIST c:1']) {
        const { warnings } = await changes.preview(target(), text)
        expect(warnings.join(' ').includes('idle time begins anew')).toBe(!noTouch)
      }
      if (noTouch) await server.redis.client('NO-TOUCH', 'OFF')
      const { warnings } = await changes.preview(target(), 'UNLINK c:1')
      expect(warnings.join(' ')).not.toContain('idle time')
    })

    it('says which keys it passes over because of their names', async () => {
      await server.redis.mset('n:short', 'v', `n:${'x'.repeat(1_200_000)}`, 'v')
      const { keys } = await changes.preview(target(), 'EACH n:* EXPIRE 100')
      expect(keys).toMatchObject({
        wouldChange: 1,
        wouldSkip: [{ reason: 'with a name of more than 1 MB, so passed over', keys: 1 }],
      })
      const change = await changes.apply(target(), 'EACH n:* EXPIRE 100')
      expect(change.keys).toMatchObject({
        changed: 1,
        skipped: [{ reason: 'with a name of more than 1 MB, so passed over', keys: 1 }],
      })
    })

    it('undo of PERSIST leaves a key alone that is another one of the same name by now', async () => {
      const { redis } = server
      for (const key of ['p:same', 'p:set', 'p:deleted', 'p:hash', 'p:passed']) {
        await (key === 'p:hash' ? redis.hset(key, 'a', '1') : redis.set(key, 'before'))
        await redis.pexpire(key, key === 'p:passed' ? 1500 : 1_000_000)
      }
      const before = await expiry('p:same')
      const change = await changes.apply(target(), 'EACH p:* PERSIST')
      expect(change.keys?.changed).toBe(5)
      await redis.set('p:set', 'after')
      await redis.del('p:deleted', 'p:hash')
      await redis.set('p:deleted', 'anew')
      await redis.hset('p:hash', 'b', '2')
      // The former time of one passes.
      while (Number((await redis.time())[0]) * 1000 < before - 1_000_000 + 3000) await redis.ping()
      const undone = await changes.undo(target(), change.id)
      expect(undone.keys).toMatchObject({ restored: 2, notRestored: 3 })
      expect([...changes.keys(change.id, 'notRestored').values()]).toEqual([
        'written since',
        'written since',
        'written since',
      ])
      expect(undone.message).toContain('1 past the former expiry')
      expect(await expiry('p:same')).toBe(before)
      expect(await redis.get('p:deleted')).toBe('anew')
      expect(await redis.exists('p:passed')).toBe(0)
    })

    it('changes single keys, whatever their names are', async () => {
      const { redis } = server
      const names = [
        Buffer.from('plain'),
        Buffer.from('"quoted" name\n'),
        Buffer.from([0xff, 0xfe, 0x20]),
        Buffer.from(''),
      ]
      for (const name of names) {
        await redis.set(name, 'v')
        const key = keyNameOf(name)
        const expired = await changes.apply(target(), printRedisChange({ kind: 'expire', key, seconds: 500 }))
        expect(expired).toMatchObject({ status: 'applied', keys: { changed: 1 } })
        expect(await redis.ttl(name)).toBeGreaterThan(490)
        const persisted = await changes.apply(target(), printRedisChange({ kind: 'persist', key }))
        expect(await redis.ttl(name)).toBe(-1)
        await changes.undo(target(), persisted.id)
        expect(await redis.ttl(name)).toBeGreaterThan(480)
        const gone = await changes.apply(
          target(),
          printRedisChange({ kind: 'unlink', keys: [key], keepBytes: DEFAULT_KEEP }),
        )
        expect(await redis.exists(name)).toBe(0)
        await changes.undo(target(), gone.id)
        expect(await redis.get(name)).toBe('v')
      }
    })

    it('a key that is not there changes nothing, and the preview says so', async () => {
      const preview = await changes.preview(target(), 'EXPIRE nobody 10')
      expect(preview.keys).toMatchObject({ wouldChange: 0, wouldSkip: [{ keys: 1 }] })
      expect(await changes.apply(target(), 'EXPIRE nobody 10')).toMatchObject({
        status: 'applied',
        undoSql: null,
      })
    })

    it('renames without overwriting, and back while it is the same', async () => {
      const { redis } = server
      await redis.set('old', 'v', 'EX', 1000)
      await redis.set('taken', 'v')
      expect((await changes.preview(target(), 'RENAMENX old taken')).refusal?.message).toContain('already')
      expect((await changes.preview(target(), 'RENAMENX nobody new')).refusal?.message).toContain('no key')
      const change = await changes.apply(target(), 'RENAMENX old new')
      expect(change).toMatchObject({ status: 'applied', undoSql: 'RENAMENX new old' })
      await redis.set('new', 'other', 'KEEPTTL')
      await expect(changes.undo(target(), change.id)).rejects.toThrow('written since')
      await redis.set('new', 'v', 'KEEPTTL')
      expect(await changes.undo(target(), change.id)).toMatchObject({ status: 'undone' })
      expect(await redis.ttl('old')).toBeGreaterThan(900)
    })

    it('a stopped change is partial, can be gone on with, and lives the same share longer or shorter', async () => {
      await fill(server)
      const stop = new AbortController()
      const stopped = changes.apply(target(), 'EACH a:* EXPIRE 10000 JITTER 50', {
        pace: 400,
        signal: stop.signal,
      })
      while ((await countChanged(server)) < 20) await server.redis.ping()
      stop.abort()
      const partial = await stopped
      expect(partial).toMatchObject({
        status: 'partial',
        resumable: true,
        message: expect.stringMatching(/^Stopped after \d+ of about 300 keys\. \d+ keys changed/),
        hint: 'Go on with it, or undo what is done.',
        keys: { unfinished: true },
      })
      expect(changes.ledger.list()[0]).toMatchObject({ id: partial.id, resumable: true })
      expect(partial.keys?.changed).toBeLessThan(200)
      const done = await changes.resume(target(), partial.id)
      expect(done).toMatchObject({
        status: 'applied',
        keys: { changed: 200, unfinished: false, matched: 200 },
      })
      expect(done.resumable).toBeUndefined()
      await expect(changes.resume(target(), partial.id)).rejects.toMatchObject({ code: 'REFUSED' })
      expect(await changes.undo(target(), partial.id)).toMatchObject({ keys: { restored: 200 } })
    })
  })

  it('journals are private, and go with changes of which nothing is left', async () => {
    await fill(server)
    const stop = new AbortController()
    stop.abort()
    await expect(changes.apply(target(), 'EACH a:* PERSIST', { signal: stop.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const change = await changes.apply(target(), 'EACH a:* PERSIST')
    expect(existsSync(join(changes.home, 'journals', `${change.id}.db`))).toBe(true)
    // Closed it is as large as it was said to be.
    const { size } = statSync(join(changes.home, 'journals', `${change.id}.db`))
    expect(change.message).toContain(`The journal takes ${Math.ceil(size / 1024)} KB`)
  })

  it('the guard holds for applying, undoing and going on', async () => {
    await server.redis.set('g', 'v')
    const change = await changes.apply(target(), 'EXPIRE g 1000')
    const readOnly = server.target('read-only')
    expect((await changes.preview(readOnly, 'PERSIST g')).refusal?.message).toContain('read-only')
    await expect(changes.apply(readOnly, 'PERSIST g')).rejects.toMatchObject({ code: 'REFUSED' })
    await expect(changes.undo(readOnly, change.id)).rejects.toMatchObject({ code: 'REFUSED' })
    const confirm = server.target('confirm')
    await expect(changes.apply(confirm, 'PERSIST g')).rejects.toMatchObject({
      facts: { needs: 'confirmation' },
    })
    expect(await changes.apply(confirm, 'PERSIST g', { confirmation: 'staging' })).toMatchObject({
      status: 'applied',
    })
  })
})

/** 200 keys `a:` (half of them hashes) and 100 `b:`, a third each without, with a short and with a long expiry. */
async function fill({ redis }: TestRedis): Promise<void> {
  for (let n = 0; n < 300; n += 1) {
    const key = n < 200 ? `a:${n}` : `b:${n}`
    if (n % 2 === 0) await redis.set(key, `v${n}`)
    else await redis.hset(key, 'f', n)
    if (n % 3 === 1) await redis.pexpire(key, 50_000 + n)
    if (n % 3 === 2) await redis.pexpire(key, 20_000_000 + n * 1000)
  }
}

function byReason(list: readonly { reason: string; keys: number }[] = []): Map<string, number> {
  return new Map(list.map(({ reason, keys }) => [reason, keys]))
}

async function countChanged({ redis }: TestRedis): Promise<number> {
  const keys = Array.from({ length: 200 }, (_, at) => `a:${at}`)
  const ttls = await Promise.all(keys.map(async (key) => await redis.pttl(key)))
  return ttls.filter((ttl) => ttl > 4_900_000 && ttl < 15_100_000).length
}
