import { expect, test } from 'vitest'
import {
  infoOf,
  infoOfAll,
  nodeAt,
  serverLike,
  settingsOf,
  kindsOf,
  firstOf,
  MIB,
  none,
} from '../server.test-support.ts'
import { judgeEviction } from './eviction/index.ts'
import { judgeExpirations } from './expirations.ts'
import { canDefragment } from './memory/findings.ts'
import { judgeMemory } from './memory/index.ts'

const server = serverLike()
const more = { tables: undefined, doctor: [], defragment: undefined }

test('memory: fragmentation by ratio and bytes, and never of a tiny server', () => {
  const fields = {
    used_memory: 100 * MIB,
    used_memory_rss: 260 * MIB,
    allocator_frag_bytes: 150 * MIB,
    allocator_rss_bytes: 2 * MIB,
  }
  const judged = judgeMemory(infoOf(fields), server, {
    ...more,
    defragment: { isPossible: true, isOn: false },
  })
  expect(firstOf(judged)).toMatchObject({
    kind: 'fragmentation',
    severity: 'medium',
    proposals: [{ sql: 'CONFIG SET activedefrag yes' }],
  })
  const unable = judgeMemory(infoOf(fields), server, {
    ...more,
    defragment: { isPossible: false, isOn: false },
  })
  expect(firstOf(unable).proposals).toEqual([])
  expect(firstOf(unable).advice).toContain('built without active defragmentation')
  const kept = judgeMemory(
    infoOf({ ...fields, allocator_frag_bytes: 0, allocator_rss_bytes: 150 * MIB }),
    server,
    more,
  )
  expect(firstOf(kept).proposals.map(({ sql }) => sql)).toEqual(['MEMORY PURGE'])
  expect(kindsOf(judgeMemory(infoOf({ used_memory: MIB, used_memory_rss: 12 * MIB }), server, more))).toEqual(
    [],
  )
  expect(
    kindsOf(judgeMemory(infoOf({ used_memory: 100 * MIB, used_memory_rss: 120 * MIB }), server, more)),
  ).toEqual([])
})

test('memory: what is not in memory is swapped out', () => {
  const judged = judgeMemory(infoOf({ used_memory: 1000 * MIB, used_memory_rss: 700 * MIB }), server, more)
  expect(firstOf(judged)).toMatchObject({ kind: 'swapped-out', severity: 'high' })
  expect(
    kindsOf(judgeMemory(infoOf({ used_memory: 1000 * MIB, used_memory_rss: 980 * MIB }), server, more)),
  ).toEqual([])
})

test('memory: whether the allocator can be defragmented', () => {
  expect(canDefragment('Version: "5.3.0-0-g0"\nQuantum size: 8\n')).toBe(true)
  expect(canDefragment('Arenas: 8\nQuantum size: 16\n')).toBe(false)
  expect(canDefragment('Stats not supported for the current allocator')).toBe(false)
  expect(canDefragment('')).toBeUndefined()
})

test('memory: the fragmented one of several masters is named', () => {
  const info = infoOfAll([
    { now: { used_memory: 900 * MIB, used_memory_rss: 910 * MIB } },
    { now: { used_memory: 10 * MIB, used_memory_rss: 40 * MIB } },
  ])
  expect(firstOf(judgeMemory(info, server, more))).toMatchObject({
    id: 'fragmentation:10.0.0.2:6379',
    subject: { name: '10.0.0.2:6379' },
  })
})

const full = {
  used_memory: 98 * MIB,
  maxmemory: 100 * MIB,
  total_system_memory: 1000 * MIB,
  uptime_in_seconds: 1000,
}

test('eviction: no limit, as pressing as it is, with a figure and its reason', () => {
  const small = judgeEviction(
    infoOf({
      used_memory: 100 * MIB,
      used_memory_peak: 200 * MIB,
      maxmemory: 0,
      total_system_memory: 1000 * MIB,
    }),
    server,
    none,
  )
  expect(firstOf(small)).toMatchObject({
    kind: 'no-maxmemory',
    severity: 'low',
    proposals: [{ sql: 'CONFIG SET maxmemory 400mb' }],
  })
  const large = judgeEviction(
    infoOf({ used_memory: 800 * MIB, maxmemory: 0, total_system_memory: 1000 * MIB }),
    server,
    none,
  )
  expect(firstOf(large)).toMatchObject({
    severity: 'high',
    proposals: [{ sql: 'CONFIG SET maxmemory 750mb' }],
  })
  // Three masters share a machine.
  const nodes = [nodeAt('10.0.0.1'), nodeAt('10.0.0.1'), nodeAt('10.0.0.1')]
  const shared = judgeEviction(
    infoOf({ used_memory: 200 * MIB, maxmemory: 0, total_system_memory: 1200 * MIB }),
    serverLike({ nodes }),
    none,
  )
  expect(firstOf(shared)).toMatchObject({
    severity: 'medium',
    proposals: [{ sql: 'CONFIG SET maxmemory 300mb' }],
  })
})

test('eviction: a cache that may not evict, before and when it is full', () => {
  const fields = {
    ...full,
    maxmemory_policy: 'noeviction',
    db0: 'keys=1000,expires=990,avg_ttl=5',
    errorstat_OOM: 'count=7',
  }
  const judged = judgeEviction(infoOf(fields), server, none)
  expect(kindsOf(judged)).toEqual(['memory-full', 'unsuited-eviction-policy'])
  expect(judged.findings.map(({ severity }) => severity)).toEqual(['high', 'high'])
  expect(judged.findings[1]?.proposals[0]?.sql).toBe('CONFIG SET maxmemory-policy volatile-lru')
  const half = judgeEviction(infoOf({ ...fields, used_memory: 50 * MIB }), server, none)
  expect(firstOf(half)).toMatchObject({ kind: 'unsuited-eviction-policy', severity: 'medium' })
  // Data that does not expire belongs behind noeviction.
  const data = { ...fields, used_memory: 50 * MIB, db0: 'keys=1000,expires=10' }
  expect(kindsOf(judgeEviction(infoOf(data), server, none))).toEqual([])
})

test('eviction: a volatile policy with nothing to evict; data on disk is not offered to eviction', () => {
  const fields = {
    ...full,
    used_memory: 50 * MIB,
    maxmemory_policy: 'volatile-lru',
    db0: 'keys=1000,expires=20',
  }
  const cache = judgeEviction(infoOf(fields), server, settingsOf({ save: '' }))
  expect(firstOf(cache).proposals[0]?.sql).toBe('CONFIG SET maxmemory-policy allkeys-lru')
  const kept = judgeEviction(infoOf(fields), server, settingsOf({ save: '3600 1' }))
  expect(firstOf(kept).proposals).toEqual([])
  expect(kindsOf(judgeEviction(infoOf({ ...fields, db0: 'keys=1000,expires=900' }), server, none))).toEqual(
    [],
  )
})

test('eviction: allkeys on data that is kept and only partly expires', () => {
  const fields = { ...full, maxmemory_policy: 'allkeys-lfu', db0: 'keys=1000,expires=500', evicted_keys: 0 }
  const judged = judgeEviction(infoOf({ ...fields, aof_enabled: 1 }), server, none)
  expect(firstOf(judged).proposals[0]?.sql).toBe('CONFIG SET maxmemory-policy volatile-lfu')
  expect(
    kindsOf(judgeEviction(infoOf({ ...fields, aof_enabled: 0 }), server, settingsOf({ save: '' }))),
  ).toEqual([])
})

test('eviction: pressure by how long a key lives, and the machine as its end', () => {
  const fields = {
    ...full,
    maxmemory_policy: 'allkeys-lru',
    db0: 'keys=60000,expires=60000',
    evicted_keys: 30_000,
  }
  const busy = judgeEviction(infoOf(fields, { evicted_keys: 29_000 }), server, none)
  // 60,000 keys, 667 a second.
  expect(firstOf(busy)).toMatchObject({
    kind: 'eviction-pressure',
    severity: 'medium',
    proposals: [{ sql: 'CONFIG SET maxmemory 150mb' }],
  })
  expect(firstOf(busy).detail).toContain('about 1 min 30 s')
  const calm = judgeEviction(
    infoOf({ ...fields, evicted_keys: 300, uptime_in_seconds: 100_000 }, { evicted_keys: 300 }),
    server,
    none,
  )
  expect(firstOf(calm).severity).toBe('low')
  const bound = judgeEviction(infoOf({ ...fields, total_system_memory: 120 * MIB }), server, none)
  expect(firstOf(bound).proposals).toEqual([])
  const room = judgeEviction(
    infoOf({ ...fields, used_memory: 60 * MIB }, { evicted_keys: 30_000 }),
    server,
    none,
  )
  expect(kindsOf(room)).toEqual([])
})

test('eviction: that does not keep up, guesses badly, or frees big keys before all', () => {
  const fields = {
    ...full,
    used_memory: 120 * MIB,
    maxmemory_policy: 'allkeys-lru',
    db0: 'keys=200,expires=200',
    evicted_keys: 500,
  }
  const settings = settingsOf({
    'maxmemory-eviction-tenacity': 10,
    'maxmemory-samples': 3,
    'lazyfree-lazy-eviction': 'no',
  })
  const judged = judgeEviction(infoOf(fields, { evicted_keys: 400 }), server, settings)
  expect(kindsOf(judged)).toEqual([
    'eviction-pressure',
    'eviction-behind',
    'few-eviction-samples',
    'lazyfree-off',
  ])
  expect(judged.findings.slice(1).map(({ proposals }) => proposals[0]?.sql)).toEqual([
    'CONFIG SET maxmemory-eviction-tenacity 50',
    'CONFIG SET maxmemory-samples 5',
    'CONFIG SET lazyfree-lazy-eviction yes',
  ])
})

test('expirations: keys that are expired and still there', () => {
  const fields = {
    db0: 'keys=1000,expires=800',
    expired_stale_perc: 30,
    expired_time_cap_reached_count: 40,
    expired_keys: 1,
  }
  const judged = judgeExpirations(infoOf(fields), server, settingsOf({ 'active-expire-effort': 1 }))
  expect(firstOf(judged)).toMatchObject({
    kind: 'stale-keys',
    proposals: [{ sql: 'CONFIG SET active-expire-effort 5' }],
  })
  expect(kindsOf(judgeExpirations(infoOf({ ...fields, expired_stale_perc: 2 }), server, none))).toEqual([])
})
