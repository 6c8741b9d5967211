import { expect, test } from 'vitest'
import { serverLike, settingsOf, kindsOf, firstOf } from '../server.test-support.ts'
import { eventsFrom, judgeLatency } from './latency/index.ts'
import { spreadsFrom } from './latency/spreads.ts'
import { judgeSlowLog, entriesFrom } from './slow-log.ts'

const server = serverLike()

const at = 1_800_000_000_000

const slow = (ms: number, ageMs: number, ...words: string[]) => [
  1,
  (at - ageMs) / 1000,
  ms * 1000,
  words.map((word) => Buffer.from(word, 'latin1')),
  Buffer.from('10.0.0.9:5000'),
  Buffer.from('shop'),
]

test('slow log: entries by what they took, arguments quoted, long ones cut', () => {
  const entries = entriesFrom([
    { node: 'a', reply: [slow(12, 5000, 'SET', 'k\xff', 'x'.repeat(500)), slow(700, 60_000, 'KEYS', '*')] },
  ])
  expect(entries[0]).toMatchObject({ ms: 12, name: 'SET', client: '10.0.0.9:5000 shop' })
  expect(entries[0]?.command).toMatch(/^SET "k\\xff" x{100,}…$/)
  const { diagnosis } = judgeSlowLog(
    entries,
    server,
    settingsOf({ 'slowlog-log-slower-than': 10_000, 'slowlog-max-len': 128 }),
    at,
  )
  expect(firstOf(diagnosis)).toMatchObject({
    kind: 'slow-log-entries',
    severity: 'medium',
    proposals: [{ sql: 'SLOWLOG RESET' }],
  })
  expect(diagnosis.summary).toContain('2 entries, the latest 5 s ago; the longest is KEYS with 700 ms')
})

test('slow log: off, beginning too late, too short, overwritten within the hour', () => {
  expect(judge(-1, 128)).toEqual(['slow-log-threshold'])
  expect(judge(2_000_000, 128)).toEqual(['slow-log-threshold'])
  expect(judge(10_000, 32)).toEqual(['slow-log-short'])
  expect(judge(10_000, 128, 128)).toEqual(['slow-log-short'])
  expect(judge(10_000, 128, 100)).toEqual([])
  expect(judge(0, 128)).toEqual([])
})

test('latency: events of today, each with its cause; freeing in the background where it is that', () => {
  const event = (name: string, latest: number, longest: number, ageMs = 5000) => [
    Buffer.from(name),
    (at - ageMs) / 1000,
    latest,
    longest,
  ]
  const events = eventsFrom([
    {
      node: 'a',
      reply: [
        event('expire-del', 120, 1500),
        event('fork', 40, 40),
        event('aof-fsync-always', 300, 300, 9 * 86_400_000),
      ],
    },
  ])
  const { diagnosis, limitations } = judgeLatency(
    events,
    undefined,
    server,
    settingsOf({ 'latency-monitor-threshold': 10, 'lazyfree-lazy-expire': 'no' }),
    at,
  )
  expect(diagnosis.findings.map(({ id, severity }) => [id, severity])).toEqual([
    ['latency-event:expire-del', 'high'],
    ['lazyfree-off:expire', 'low'],
    ['latency-event:fork', 'low'],
  ])
  expect(limitations).toEqual([])
  const off = judgeLatency([], undefined, server, settingsOf({ 'latency-monitor-threshold': 0 }), at)
  expect(kindsOf(off.diagnosis)).toEqual(['latency-monitor-off'])
  expect(off.limitations[0]?.proposals[0]?.sql).toBe('CONFIG SET latency-monitor-threshold 100')
})

test('latency: counts of commands by their time add up over masters', () => {
  const reply = [
    Buffer.from('get'),
    [Buffer.from('calls'), 100, Buffer.from('histogram_usec'), [1, 40, 1056, 90, 16_908, 100]],
  ]
  expect(
    spreadsFrom([
      { node: 'a', reply },
      { node: 'b', reply },
    ]),
  ).toEqual([{ command: 'get', calls: 200, over: [20, 20, 0] }])
})

function judge(slower: number, length: number, entries = 0): string[] {
  const reply = Array.from({ length: entries }, () => slow(1, 60_000, 'GET'))
  const settings = settingsOf({ 'slowlog-log-slower-than': slower, 'slowlog-max-len': length })
  return kindsOf(judgeSlowLog(entriesFrom([{ node: 'a', reply }]), server, settings, at).diagnosis)
}
