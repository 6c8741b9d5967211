import { mkdir, rmdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { checkServer, watchServer, type WatchedServer } from '#main/redis/server/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import type { Finding } from '#shared/contract/finding.ts'
import type { HealthReport } from '#shared/contract/health.ts'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import { splitArguments } from '#shared/redis/arguments.ts'
import {
  redisProgram,
  startRedis,
  startRedisCluster,
  startRedisSentinel,
  type TestRedis,
  until,
} from '../../support/redis.ts'

const timeouts = { connectTimeoutMs: 5000 }

async function check(target: RedisTarget): Promise<HealthReport> {
  return await checkServer(target, { hitRateTarget: 0.85 }, timeouts)
}

function findingsOf(report: HealthReport): Finding[] {
  return report.sections.flatMap(({ findings }) => findings)
}

function find(report: HealthReport, kind: string): Finding {
  const found = findingsOf(report).find((finding) => finding.kind === kind)
  if (found) return found
  const kinds = findingsOf(report).map((finding) => finding.kind)
  throw new Error(`No finding ${kind} among ${kinds.join(', ')}.`)
}

function kindsOf(report: HealthReport): string[] {
  return findingsOf(report).map(({ kind }) => kind)
}

function sectionOf(report: HealthReport, id: string): HealthReport['sections'][number] {
  const found = report.sections.find((section) => section.id === id)
  if (!found) throw new Error(`No section ${id}.`)
  return found
}

/** Runs the proposal as it is printed; the change must be one that Pitwall knows. */
async function apply(redis: TestRedis, finding: Finding, which = 0): Promise<void> {
  const sql = finding.proposals[which]?.sql ?? ''
  parseRedisChange(sql)
  const [name = '', ...args] = splitArguments(sql).map(({ bytes }) => Buffer.from(bytes))
  await redis.redis.call(name.toString(), ...args)
}

/** Keys of a kilobyte, made on the server itself; ends where the memory does. */
async function fill(redis: TestRedis, keys: number, ttl: number): Promise<void> {
  const script = `for i=1,ARGV[1] do
    local set = {'set', 'cache:' .. i, string.rep('x', 1000)}
    if tonumber(ARGV[2]) > 0 then set[4] = 'EX'; set[5] = ARGV[2] end
    if type(redis.pcall(unpack(set))) == 'table' and redis.pcall('dbsize') == 0 then return i end
  end return 0`
  await redis.redis.eval(script, 0, keys, ttl).catch(() => {})
}

const running: TestRedis[] = []
const sockets: Socket[] = []

async function start(...config: string[]): Promise<TestRedis> {
  const redis = await startRedis({ config })
  running.push(redis)
  return redis
}

async function openSocket(redis: TestRedis): Promise<Socket> {
  const socket = connect(redis.port, '127.0.0.1')
  socket.on('error', () => {})
  sockets.push(socket)
  await new Promise((resolve) => {
    socket.once('connect', resolve)
    socket.once('close', resolve)
  })
  return socket
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const redis of running.splice(0)) await redis.stop()
})

describe.skipIf(redisProgram === undefined)('the check-up of a Redis', () => {
  test('a small healthy server: only what is not set, and no alarm', async () => {
    const redis = await start()
    await fill(redis, 500, 600)
    const report = await check(redis.target())
    expect(report.serverVersion).toMatch(/^(Redis|Valkey) \d+\.\d+/)
    expect(kindsOf(report).toSorted()).toEqual(['latency-monitor-off', 'no-maxmemory'])
    expect(findingsOf(report).map(({ severity }) => severity)).toEqual(['low', 'low'])
    const memory = sectionOf(report, 'memory')
    expect(memory.sources).toContainEqual(expect.objectContaining({ sql: 'INFO memory' }))
    expect(sectionOf(report, 'keyspace').summary).toContain('500 keys')

    await apply(redis, find(report, 'no-maxmemory'))
    await apply(redis, find(report, 'latency-monitor-off'))
    const cured = await check(redis.target())
    expect(kindsOf(cured)).toEqual([])
    expect(await redis.redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'volatile-lru'])
  })

  test('ends at once when it is cancelled', async () => {
    const redis = await start()
    const stop = new AbortController()
    const checking = checkServer(redis.target(), { hitRateTarget: 0.85 }, timeouts, stop.signal)
    stop.abort()
    await expect(checking).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('a full cache evicts: more memory ends it', async () => {
    const redis = await start('--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru')
    await fill(redis, 5000, 600)
    const report = await check(redis.target())
    const pressure = find(report, 'eviction-pressure')
    expect(pressure.proposals[0]?.sql).toBe('CONFIG SET maxmemory 4608kb')
    expect(sectionOf(report, 'eviction').figures).toContainEqual(
      expect.objectContaining({ label: 'Policy', value: 'allkeys-lru' }),
    )
    await apply(redis, pressure)
    expect(kindsOf(await check(redis.target()))).not.toContain('eviction-pressure')
  })

  test('a cache that may not evict, and one whose keys never expire', async () => {
    const redis = await start('--maxmemory', '3mb', '--maxmemory-policy', 'noeviction')
    await fill(redis, 5000, 600)
    const full = await check(redis.target())
    expect(find(full, 'memory-full').severity).toBe('high')
    const unsuited = find(full, 'unsuited-eviction-policy')
    expect(unsuited.severity).toBe('high')
    await apply(redis, unsuited)
    const cured = kindsOf(await check(redis.target()))
    expect(cured).not.toContain('unsuited-eviction-policy')
    expect(cured).not.toContain('memory-full')

    await redis.redis.flushall()
    await redis.redis.config('SET', 'maxmemory-policy', 'volatile-ttl')
    await fill(redis, 1000, 0)
    const useless = find(await check(redis.target()), 'unsuited-eviction-policy')
    expect(useless.title).toContain('volatile-ttl')
    await apply(redis, useless)
    expect(kindsOf(await check(redis.target()))).not.toContain('unsuited-eviction-policy')
  })

  test('lookups that find nothing, counted anew', async () => {
    const redis = await start()
    await redis.redis.eval("for i=1,2000 do redis.call('get', 'nothing:' .. i) end return 1", 0)
    const low = find(await check(redis.target()), 'low-hit-rate')
    expect(low).toMatchObject({ severity: 'medium', title: 'Only 0 % of the lookups found a key' })
    await apply(redis, low)
    const after = await check(redis.target())
    expect(kindsOf(after)).not.toContain('low-hit-rate')
    expect(sectionOf(after, 'hit-rate').summary).toContain('Nothing was looked up')
  })

  test('nearly all connections taken, then all', async () => {
    const redis = await start('--maxclients', '50')
    // It is there before the others take all.
    await redis.redis.ping()
    for (let opened = 0; opened < 42; opened += 1) await openSocket(redis)
    const report = await check(redis.target())
    const many = find(report, 'too-many-connections')
    expect(many.detail).toContain('50')

    for (let opened = 0; opened < 10; opened += 1) await openSocket(redis)
    await until('one was refused', async () =>
      /rejected_connections:[1-9]/.test(await redis.redis.info('stats')),
    )
    sockets.splice(0, 5).forEach((socket) => socket.destroy())
    await until('there is room again', async () => (await openClients(redis)) < 49)
    const refused = find(await check(redis.target()), 'rejected-connections')
    await apply(redis, many)
    await apply(redis, refused, refused.proposals.length - 1)
    const cured = kindsOf(await check(redis.target()))
    expect(cured).not.toContain('too-many-connections')
    expect(cured).not.toContain('rejected-connections')
  })

  test('a client that does not read what it asks for', async () => {
    const redis = await start()
    await redis.redis.set('huge', Buffer.alloc(8 * 1_048_576))
    const socket = await openSocket(redis)
    socket.pause()
    socket.write('GET huge\r\n'.repeat(6))
    await until('its buffer has grown', async () =>
      /omem=[1-9]\d{7}/.test(String(await redis.redis.client('LIST'))),
    )
    const big = find(await check(redis.target()), 'big-client-buffers')
    expect(big.subject?.kind).toBe('client')
    await apply(redis, big)
    await until(
      'it was disconnected',
      async () => !/omem=[1-9]\d{7}/.test(String(await redis.redis.client('LIST'))),
    )
    expect(kindsOf(await check(redis.target()))).not.toContain('big-client-buffers')
  })

  test('slow commands: counted, logged and seen by the latency monitor', async () => {
    const redis = await start('--latency-monitor-threshold', '5', '--maxmemory', '500mb')
    await redis.redis.eval('local i=0; while i < 20000000 do i=i+1 end return i', 0)
    await redis.redis.eval(
      "for n=0,39 do local m={} for i=1,5000 do m[i]=n*5000+i end redis.call('sadd', 'big', unpack(m)) end return 1",
      0,
    )
    await redis.redis.keys('*')
    await redis.redis.del('big')
    const report = await check(redis.target())
    const slow = findingsOf(report).filter(({ kind }) => kind === 'slow-command')
    expect(slow.map(({ subject }) => subject?.name)).toEqual(expect.arrayContaining(['EVAL', 'KEYS', 'DEL']))
    const table = sectionOf(report, 'commands').tables[0]
    expect(table?.rows.find(([name]) => name === 'KEYS')?.[1]).toBe(1)
    const entries = find(report, 'slow-log-entries')
    expect(entries.evidence.some(({ value }) => value.includes('while i < 20000000'))).toBe(true)
    const event = find(report, 'latency-event')
    const lazy = find(report, 'lazyfree-off')
    expect(lazy.proposals[0]?.sql).toBe('CONFIG SET lazyfree-lazy-user-del yes')
    for (const finding of [lazy, entries, event, ...slow.slice(0, 1)]) await apply(redis, finding)
    expect(kindsOf(await check(redis.target()))).toEqual([])
  })

  test('what would not be seen: slow log off and short, no keepalive', async () => {
    const redis = await start(
      '--slowlog-log-slower-than',
      '-1',
      '--slowlog-max-len',
      '10',
      '--tcp-keepalive',
      '0',
    )
    const report = await check(redis.target())
    expect(sectionOf(report, 'slow-log').limitations).toHaveLength(1)
    for (const kind of ['slow-log-threshold', 'slow-log-short', 'no-keepalive', 'latency-monitor-off']) {
      await apply(redis, find(report, kind))
    }
    expect(kindsOf(await check(redis.target()))).toEqual(['no-maxmemory'])
  })

  test('memory that is held and not used', async () => {
    const redis = await start()
    await redis.redis.eval("for i=1,200000 do redis.call('set','f'..i, string.rep('x',200)) end return 1", 0)
    await redis.redis.eval(
      "for i=1,200000 do if i % 10 ~= 0 then redis.call('del','f'..i) end end return 1",
      0,
    )
    const finding = find(await check(redis.target()), 'fragmentation')
    expect(finding.detail).toMatch(/holes between allocations/)
    // What this build of the server cannot do is not offered.
    const defragments = await redis.redis.config('SET', 'activedefrag', 'yes').then(
      () => true,
      () => false,
    )
    expect(finding.proposals.some(({ sql }) => sql === 'CONFIG SET activedefrag yes')).toBe(defragments)
  })

  test('a snapshot that fails, and keys that are nowhere on disk', async () => {
    const redis = await start('--maxmemory', '500mb')
    await fill(redis, 200, 0)
    const report = await check(redis.target())
    const unsaved = find(report, 'no-persistence')
    // A folder in the place of the file: not even root may replace it.
    await mkdir(join(redis.folder, 'dump.rdb'))
    await redis.redis.bgsave()
    const status = async () =>
      /rdb_bgsave_in_progress:0[^]*rdb_last_bgsave_status:(\w+)/.exec(
        await redis.redis.info('persistence'),
      )?.[1]
    await until('the snapshot has failed', async () => (await status()) === 'err')
    const failed = find(await check(redis.target()), 'save-failed')
    expect(failed).toMatchObject({ severity: 'high' })
    expect(failed.detail).toContain('changes were made')

    await rmdir(join(redis.folder, 'dump.rdb'))
    await redis.redis.bgsave()
    await until('a snapshot has succeeded', async () => (await status()) === 'ok')
    await apply(redis, unsaved)
    const cured = kindsOf(await check(redis.target()))
    expect(cured).not.toContain('save-failed')
    expect(cured).not.toContain('no-persistence')
  })

  test('a user who may only read, and one who may see INFO as well', async () => {
    const redis = await start()
    await redis.redis.call(
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>secret-word',
      '~*',
      '-@all',
      '+@read',
      '+@connection',
    )
    const target = { ...redis.target(), password: 'secret-word' }
    const asReader = { ...target, address: { ...target.address, user: 'reader' } }
    const blind = await check(asReader)
    expect(blind.traits).toEqual(expect.arrayContaining(['INFO not allowed', 'CONFIG not allowed']))
    expect(sectionOf(blind, 'memory').state).toBe('unknown')
    const hints = blind.sections.flatMap(({ limitations }) => limitations.map(({ hint }) => hint))
    expect(hints).toEqual(
      expect.arrayContaining([
        'An administrator may run: ACL SETUSER reader +info',
        'An administrator may run: ACL SETUSER reader +slowlog|get',
        'An administrator may run: ACL SETUSER reader +config|get',
      ]),
    )
    expect(JSON.stringify(blind)).not.toContain('secret-word')

    for (const hint of hints) {
      const change = /ACL SETUSER (\S+) (\S+)$/.exec(hint)
      if (change) await redis.redis.call('ACL', 'SETUSER', change[1] ?? '', change[2] ?? '')
    }
    const seeing = await check(asReader)
    expect(sectionOf(seeing, 'memory').state).toBe('good')
    expect(sectionOf(seeing, 'slow-log').limitations).toEqual([])
    expect(find(seeing, 'no-maxmemory').severity).toBe('low')
  })

  test('a service with CONFIG turned off: no change is offered that cannot be made', async () => {
    const redis = await start('--rename-command', 'CONFIG', '')
    const report = await check(redis.target())
    expect(report.traits).toContain('CONFIG not allowed')
    const finding = find(report, 'no-maxmemory')
    expect(finding.proposals).toEqual([])
    expect(finding.advice).toContain('CONFIG is turned off here')
  })

  test('a replica whose master went away', async () => {
    const sentinel = await startRedisSentinel()
    try {
      const [master, replica] = sentinel.servers
      const healthy = sectionOf(await check(master.target()), 'replication')
      expect(healthy.state).toBe('good')
      expect(healthy.tables[0]?.rows).toHaveLength(1)
      await sentinel.failover()
      // The Sentinel is asked again, so it is the new master that is looked at.
      await master.kill()
      await until('the replica is the master', async () =>
        (await replica.redis.info('replication')).includes('role:master'),
      )
      expect(sectionOf(await check(replica.target()), 'replication').summary).toContain('no replicas')
    } finally {
      await sentinel.stop()
    }
    const alone = await start('--replicaof', '127.0.0.1', '1')
    const report = await check(alone.target())
    expect(report.traits).toContain('replica')
    expect(find(report, 'replica-link-down').severity).toBe('high')
  })
})

describe.skipIf(redisProgram === undefined)('a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>

  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(async () => {
    await cluster.stop()
  })

  test('is one server of three masters, each with its own rows', async () => {
    const report = await check(cluster.target())
    expect(report.traits).toContain('cluster of 3 masters')
    const section = sectionOf(report, 'cluster')
    expect(section.summary).toBe('All 16,384 slots are served by 3 masters.')
    expect(section.tables[0]?.rows.map(([, slots]) => Number(slots)).toSorted()).toEqual([5461, 5461, 5462])
    expect(section.findings.map(({ kind }) => kind)).toEqual(['masters-without-replicas'])
    expect(sectionOf(report, 'memory').tables.map(({ title }) => title)).toContain('Memory by master')
  })

  test('with a slot that nobody serves', async () => {
    const [first] = cluster.nodes
    await first?.redis.call('CLUSTER', 'DELSLOTS', '0')
    try {
      await until('the node knows', async () =>
        String(await first?.redis.call('CLUSTER', 'INFO')).includes('cluster_state:fail'),
      )
      const report = await check(cluster.target())
      expect(find(report, 'cluster-incomplete')).toMatchObject({ severity: 'high' })
    } finally {
      await first?.redis.call('CLUSTER', 'ADDSLOTS', '0')
    }
  })

  test('is watched as one', async () => {
    const samples = await watch(cluster.target(), 2, async () => {
      for (const { redis } of cluster.nodes) {
        // Whatever the slot: each looks up one of its own keys.
        await redis.call('PING')
      }
    })
    expect(samples[1]?.sample).toMatchObject({ clients: 3, hitRate: null, maxBytes: 0 })
  })
})

describe.skipIf(redisProgram === undefined)('what a Redis does now', () => {
  test('an idle server does nothing: the looks themselves are not counted', async () => {
    const redis = await start()
    const [first, second] = await watch(redis.target(), 2, async () => {})
    expect(first?.sample).toMatchObject({ commandsPerSecond: null, hitRate: null, keys: 0, clients: 0 })
    expect(second?.sample).toMatchObject({
      commandsPerSecond: 0,
      hitsPerSecond: 0,
      hitRate: null,
      bytesInPerSecond: 0,
      bytesOutPerSecond: 0,
    })
  })

  test('rates are those of the true time between, and a reset makes none of them negative', async () => {
    const redis = await start('--maxmemory', '100mb')
    const work = [
      async () => {
        await redis.redis.set('a', '1')
        for (let at = 0; at < 30; at += 1) await redis.redis.get(at % 3 === 0 ? 'nothing' : 'a')
      },
      async () => {
        await redis.redis.config('RESETSTAT')
      },
      async () => {
        for (let at = 0; at < 10; at += 1) await redis.redis.get('a')
      },
    ]
    const samples = await watch(redis.target(), 4, async (index) => await work[index]?.())
    const [, busy, reset, after] = samples.map(({ sample }) => sample)
    expect(busy?.hitRate).toBeCloseTo(2 / 3)
    expect(((busy?.hitsPerSecond ?? 0) * (busy?.sinceMs ?? 0)) / 1000).toBeCloseTo(20)
    expect(reset).toMatchObject({
      commandsPerSecond: null,
      hitsPerSecond: null,
      hitRate: null,
      maxBytes: 104_857_600,
    })
    expect(after?.hitRate).toBe(1)
  })

  test('ends with a failure when the server goes away, and quietly when it is no longer watched', async () => {
    const redis = await start()
    const watched = watchServer(redis.target(), timeouts)
    await watched.next()
    await redis.kill()
    await expect(watched.next()).rejects.toMatchObject({ name: 'Failure' })

    const other = await start()
    const stop = new AbortController()
    const quiet = watchServer(other.target(), timeouts, stop.signal)
    await quiet.next()
    stop.abort()
    expect(await quiet.next()).toMatchObject({ done: true })
  })

  test('a user who may not see INFO gets the reason and no invented figure', async () => {
    const redis = await start()
    await redis.redis.call('ACL', 'SETUSER', 'reader', 'on', '>pw', '~*', '-@all', '+@read', '+@connection')
    const target = redis.target()
    const [first] = await watch(
      { ...target, password: 'pw', address: { ...target.address, user: 'reader' } },
      1,
      async () => {},
    )
    expect(first?.limitations[0]?.hint).toContain('+info')
    expect(first?.sample).toMatchObject({ keys: null, usedBytes: null, clients: null })
  })
})

/** So many samples, with work between each and the next. */
async function watch(
  target: RedisTarget,
  most: number,
  work: (index: number) => Promise<void>,
): Promise<WatchedServer[]> {
  const samples: WatchedServer[] = []
  for await (const sample of watchServer(target, timeouts)) {
    samples.push(sample)
    if (samples.length >= most) break
    await work(samples.length - 1)
  }
  return samples
}

async function openClients(redis: TestRedis): Promise<number> {
  return Number(/connected_clients:(\d+)/.exec(await redis.redis.info('clients'))?.[1])
}
