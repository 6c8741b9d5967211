import { expect, test } from 'vitest'
import { ReplyError } from '../../resp/index.ts'
import {
  infoOf,
  infoOfAll,
  recordedInfo,
  recordedVersions,
  serverLike,
  settingsOf,
  kindsOf,
  firstOf,
  MIB,
  none,
} from '../server.test-support.ts'
import { judgeClients } from './clients/index.ts'
import { judgeCommands } from './commands/index.ts'
import { judgeEviction } from './eviction/index.ts'
import { judgeExpirations } from './expirations.ts'
import { judgeHitRate } from './hit-rate.ts'
import { judgeMemory } from './memory/index.ts'
import { judgePersistence } from './persistence.ts'
import { judgeReplication } from './replication.ts'
import { judgeScripts } from './scripts.ts'
import { judgeSecurity } from './security.ts'

const server = serverLike()
const more = { tables: undefined, doctor: [], defragment: undefined }

test.each(recordedVersions)(
  'a small %s as it is: nothing but what is not set and who calls KEYS',
  (version) => {
    const info = infoOfAll([{ now: Object.fromEntries(recordedInfo(version)) }])
    const [major = 0] = /\d+/.exec(version)?.map(Number) ?? []
    const own = serverLike({ facts: { ...server.facts, major } })
    const judged = [
      judgeMemory(info, own, more),
      judgeEviction(info, own, none),
      judgeExpirations(info, own, none),
      judgeClients(info, own, [], none),
      judgeCommands(info, own, none),
      judgePersistence(info, own, none, 0),
      judgeReplication(info, own, none),
      judgeScripts(info, own),
    ]
    expect(judged.flatMap(kindsOf)).toEqual(['no-maxmemory', 'slow-command'])
    expect(judged.every(({ unknown }) => unknown === undefined)).toBe(true)
    // 82 % of 2,500 lookups.
    expect(kindsOf(judgeHitRate(info, own))).toEqual(['low-hit-rate'])
    expect(kindsOf(judgeHitRate(info, serverLike({ hitRateTarget: 0.8 })))).toEqual([])
  },
)

test('hit rate: too few lookups say nothing, and none has no rate', () => {
  expect(kindsOf(judgeHitRate(infoOf({ keyspace_hits: 10, keyspace_misses: 500 }), server))).toEqual([])
  const idle = judgeHitRate(infoOf({ keyspace_hits: 0, keyspace_misses: 0 }), server)
  expect(idle).toMatchObject({ findings: [], summary: expect.stringContaining('Nothing was looked up') })
  expect(judgeHitRate(infoOf({}), server).unknown).toBe(true)
})

test('hit rate: the present counts for more than the past', () => {
  const before = { keyspace_hits: 0, keyspace_misses: 9000 }
  const better = judgeHitRate(infoOf({ keyspace_hits: 2000, keyspace_misses: 9050 }, before), server)
  expect(firstOf(better)).toMatchObject({ severity: 'low', proposals: [{ sql: 'CONFIG RESETSTAT' }] })
  expect(better.figures[1]).toMatchObject({ value: '97.6 %', state: 'good' })
  const worse = judgeHitRate(
    infoOf({ keyspace_hits: 90_000, keyspace_misses: 2000 }, { keyspace_hits: 90_000, keyspace_misses: 0 }),
    server,
  )
  expect(firstOf(worse).severity).toBe('medium')
})

test('scripts whose text is made anew each time', () => {
  expect(kindsOf(judgeScripts(infoOf({ number_of_cached_scripts: 5000 }), server))).toEqual(['many-scripts'])
  expect(
    kindsOf(judgeScripts(infoOf({ number_of_cached_scripts: 400, evicted_scripts: 9000 }), server)),
  ).toEqual(['many-scripts'])
  expect(kindsOf(judgeScripts(infoOf({ number_of_cached_scripts: 20 }), server))).toEqual([])
})

test('access: open to everybody, and what keeps it from being so', () => {
  const open = { bind: '* -::*', 'protected-mode': 'no', port: 6379 }
  const judge = (settings: Record<string, string | number>, own = server) =>
    kindsOf(judgeSecurity(infoOf({}), own, settingsOf(settings)))
  expect(judge(open)).toEqual(['no-password'])
  expect(judge({ ...open, 'protected-mode': 'yes' })).toEqual([])
  expect(judge({ ...open, bind: '127.0.0.1 -::1' })).toEqual([])
  expect(judge({ ...open, port: 0 })).toEqual([])
  expect(judge(open, serverLike({ isOpenDoor: false }))).toEqual([])
  expect(judgeSecurity(undefined, server, none).unknown).toBe(true)
})

test('where CONFIG is refused nothing is offered, and it is said who has to do it', () => {
  const info = infoOf({ used_memory: MIB, maxmemory: 0 })
  const forbidden = serverLike({ configRefused: new ReplyError('NOPERM no'), user: 'reader' })
  expect(firstOf(judgeEviction(info, forbidden, none))).toMatchObject({
    proposals: [],
    advice: expect.stringContaining('The user reader may not'),
  })
  const managed = serverLike({
    configRefused: new ReplyError('ERR unknown command'),
    managedBy: 'ElastiCache',
  })
  expect(firstOf(judgeEviction(info, managed, none)).advice).toContain('ElastiCache offers it')
})
