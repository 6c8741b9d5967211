import fc from 'fast-check'
import { expect, test } from 'vitest'
import { infoOf, infoOfAll, recordedInfo, recordedVersions } from '../server.test-support.ts'
import { keyCounts } from './info-figures.ts'
import { numberOf, parseInfo, readRecord, recordsOf } from './info.ts'

test('fields of INFO, with either line end, without headings and empty lines', () => {
  const info = parseInfo('# Server\r\nredis_version:7.0.15\r\n\r\n# Memory\nused_memory:12\nbind:a:b\n')
  expect([...info]).toEqual([
    ['redis_version', '7.0.15'],
    ['used_memory', '12'],
    ['bind', 'a:b'],
  ])
})

test('what is odd is left out: truncated lines, names without a value, no text at all', () => {
  const info = parseInfo(
    Buffer.from('used_memory:12\r\nused_memory:99\r\n:5\r\nnonsense\r\nused_mem', 'latin1'),
  )
  expect(Object.fromEntries(info)).toEqual({ used_memory: '12' })
  const bytes = parseInfo(Buffer.from([0x6f, 0x73, 0x3a, 0xff, 0xfe, 0x0a, 0x61, 0x3a, 0x31]))
  expect(bytes.get('os')).toBe('\uFFFD\uFFFD')
  expect(numberOf(bytes, 'a')).toBe(1)
  expect(parseInfo('').size).toBe(0)
})

test('numbers, percentages, and what is none', () => {
  const info = parseInfo('a:12\nb:1.5%\nc:-3\nd:1.2M\ne:\nf:nan')
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => numberOf(info, name))).toEqual([
    12,
    1.5,
    -3,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('any bytes at all are read without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const value of parseInfo(bytes).values()) expect(value).not.toContain('\n')
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => void readRecord(text, ',')))
})

test('records: commands with and without a subcommand, and percentiles', () => {
  const info = parseInfo(
    'cmdstat_client|list:calls=2,usec=30,usec_per_call=15.00\nlatency_percentiles_usec_get:p50=1.003,p99.9=4.0\ncmdstat_odd:x',
  )
  expect(recordsOf(info, 'cmdstat_').get('client|list')?.get('usec')).toBe('30')
  expect([...recordsOf(info, 'cmdstat_').keys()]).toEqual(['client|list'])
  expect(recordsOf(info, 'latency_percentiles_usec_').get('get')?.get('p99.9')).toBe('4.0')
})

test('masters are one: sums, the fullest, and what grew between two looks', () => {
  const info = infoOfAll([
    { now: { hits: 110, used: 5 }, before: { hits: 100 } },
    { now: { hits: 220, used: 9 }, before: { hits: 200 } },
  ])
  expect([info.sum('hits'), info.max('used'), info.min('used'), info.sum('none')]).toEqual([
    330,
    9,
    5,
    undefined,
  ])
  expect([info.grown('hits'), info.perSecond('hits')]).toEqual([30, 20])
  expect(infoOf({ hits: 5 }, { hits: 900 }).grown('hits')).toBeUndefined()
  expect(infoOf({ hits: 5 }).grown('hits')).toBeUndefined()
})

test.each(recordedVersions)('the INFO of %s', (version) => {
  const info = infoOfAll([{ now: Object.fromEntries(recordedInfo(version)) }])
  expect(keyCounts(info)).toEqual({ keys: 301, expires: 200 })
  expect([info.sum('keyspace_hits'), info.sum('keyspace_misses')]).toEqual([2050, 450])
  expect(info.summed('cmdstat_').get('get')?.get('calls')).toBe(2500)
  for (const name of ['used_memory', 'used_memory_rss', 'total_system_memory', 'evicted_keys']) {
    expect(info.sum(name), name).toEqual(expect.any(Number))
  }
})
