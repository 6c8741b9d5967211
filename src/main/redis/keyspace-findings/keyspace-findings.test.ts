import { expect, test } from 'vitest'
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import { analysisOf, histogram, keyLike, namespaceLike, NOW } from './analysis.test-support.ts'
import { findingsOfAnalysis, type KeyspaceFacts } from './index.ts'
import { resourcesOf } from './resources.ts'

const MIB = 1_048_576

function kinds(analysis: Analysis, facts?: KeyspaceFacts): string[] {
  return findingsOfAnalysis(analysis, facts).map(({ kind }) => kind)
}

function only(analysis: Analysis, kind: string, facts?: KeyspaceFacts) {
  const findings = findingsOfAnalysis(analysis, facts)
  expect(findings.map((finding) => finding.kind)).toEqual([kind])
  const [finding] = findings
  if (!finding) throw new Error('no finding')
  for (const { sql } of finding.proposals) parseRedisChange(sql)
  return finding
}

const neverExpires = (prefix: string, keys: number, change: Partial<Namespace> = {}): Namespace =>
  namespaceLike({
    prefix,
    keys,
    withoutTtl: { keys, bytes: keys * 200 },
    ttl: histogram([60, 0], [null, 0]),
    ...change,
  })

test('small keyspaces in order have no findings', () => {
  expect(kinds(analysisOf([]))).toEqual([])
  expect(kinds(analysisOf([namespaceLike({ prefix: 'cache:page:', keys: 400 })]))).toEqual([])
  expect(
    kinds(
      analysisOf([neverExpires('user:', 5000), neverExpires('product:', 3000, { id: 2 })], {
        top: { bytes: [keyLike()], elements: [keyLike({ elements: 40_000 })], idle: [] },
        expiries: [{ at: NOW + 600, keys: 40, pattern: 'user:*' }],
      }),
      { policy: 'noeviction', maxBytes: 0 },
    ),
  ).toEqual([])
})

test('resources are the deepest namespaces with a name, not their ids and not what holds them', () => {
  const tree = [
    namespaceLike({ id: 0, parentId: null, prefix: '', label: '', keys: 3000 }),
    namespaceLike({ id: 1, parentId: 0, prefix: 'cache:', keys: 2000 }),
    namespaceLike({ id: 2, parentId: 1, prefix: 'cache:page:', keys: 1500 }),
    namespaceLike({ id: 3, parentId: 2, prefix: 'cache:page:*', label: '*', isVariable: true, keys: 1500 }),
    namespaceLike({ id: 4, parentId: 1, prefix: 'cache:', label: '…', pattern: null, keys: 500 }),
    namespaceLike({ id: 5, parentId: 0, prefix: 'user:', keys: 1000 }),
    namespaceLike({ id: 6, parentId: 5, prefix: 'user:*:', label: '*:', isVariable: true, keys: 1000 }),
    namespaceLike({ id: 7, parentId: 6, prefix: 'user:*:cart', label: 'cart', keys: 900 }),
  ]
  expect(resourcesOf(tree).map(({ prefix }) => prefix)).toEqual(['cache:page:', 'user:*:cart'])
})

test('huge keys: by bytes or elements, with the commands that hurt; strings are judged sooner', () => {
  const analysis = analysisOf([], {
    top: {
      bytes: [
        keyLike({ key: 'blob', type: 'string', bytes: 12 * MIB, elements: 12 * MIB }),
        keyLike({ bytes: 9 * MIB }),
      ],
      elements: [keyLike({ key: 'members', type: 'set', elements: 2_000_000, bytes: null })],
      idle: [],
    },
  })
  const findings = findingsOfAnalysis(analysis)
  expect(findings.map(({ severity, subject }) => [severity, subject?.name])).toEqual([
    ['high', 'members'],
    ['medium', 'blob'],
  ])
  expect(findings[0]?.detail).toContain('SMEMBERS')
  expect(findings[0]?.title).toBe('members is huge: 2,000,000 members')
  expect(findings[1]?.advice).toMatch(/UNLINK.*never DEL/)
})

test('a huge key whose name is no text is named by its bytes in the command, readable in the title', () => {
  const [finding] = findingsOfAnalysis(
    analysisOf([], {
      top: { bytes: [keyLike({ key: 'base64:/w==', bytes: 20 * MIB })], elements: [], idle: [] },
    }),
  )
  expect(finding?.evidenceSql).toBe(String.raw`MEMORY USAGE "\xff" SAMPLES 0`)
  expect(finding?.title).toMatch(/^\\xff is huge/)
})

test('a cache without TTL: its preset, with jitter, for those without one alone', () => {
  const access = histogram([3600, 250], [86_400, 250], [2_592_000, 1500], [null, 0])
  const finding = only(analysisOf([neverExpires('cache:product:', 2000, { access })]), 'ttl-less-cache')
  expect(finding.severity).toBe('medium')
  expect(finding.detail).toContain('75 % of them were not used for more than a day')
  expect(finding.proposals[0]?.sql).toBe('EACH cache:product:* EXPIRE 3600 JITTER 10 IF NONE')
  const session = only(analysisOf([neverExpires('session:', 60)]), 'ttl-less-cache')
  expect(session).toMatchObject({
    severity: 'low',
    proposals: [{ sql: 'EACH session:* EXPIRE 1800 JITTER 10 IF NONE' }],
  })
})

test('what may be the only copy is no cache, unless every key may be evicted', () => {
  const analysis = analysisOf([neverExpires('product:', 2000)])
  expect(kinds(analysis, { policy: 'noeviction' })).toEqual([])
  const finding = only(analysis, 'ttl-less-cache', { policy: 'allkeys-lru' })
  expect(finding).toMatchObject({ severity: 'low' })
  expect(finding.advice).toContain('if this is the only copy')
  expect(kinds(analysisOf([neverExpires('invoice:', 2000)]), { policy: 'allkeys-lru' })).toEqual([])
})

test('a cache whose keys no glob takes is told without a change', () => {
  const finding = only(analysisOf([neverExpires('cache:', 2000, { pattern: null })]), 'ttl-less-cache')
  expect(finding.proposals).toEqual([])
  expect(finding.advice).toContain('No glob')
})

test('some keys of a namespace were forgotten', () => {
  const withoutTtl = { keys: 1900, bytes: 380_000 }
  const finding = only(analysisOf([namespaceLike({ keys: 10_000, withoutTtl })]), 'mixed-ttl')
  expect(finding.proposals[0]?.sql).toBe('EACH item:* EXPIRE 3600 JITTER 10 IF NONE')
  expect(kinds(analysisOf([namespaceLike({ keys: 10_000, withoutTtl: { keys: 90, bytes: 1 } })]))).toEqual([])
})

test('keys that expire in the same second, and what an even spread would be', () => {
  const namespaces = [namespaceLike({ prefix: 'cache:page:', keys: 6000 })]
  const expiries = [
    { at: NOW + 1800, keys: 5000, pattern: 'cache:page:*' },
    { at: NOW + 1801, keys: 700, pattern: 'cache:page:*' },
    { at: NOW + 1802, keys: 300, pattern: 'cache:page:*' },
  ]
  const finding = only(analysisOf(namespaces, { expiries }), 'thundering-expiry')
  expect(finding).toMatchObject({
    severity: 'medium',
    title: '5,000 keys of cache:page:* expire in the same second',
    proposals: [{ sql: 'EACH cache:page:* JITTER 10' }],
  })
  // 6,000 in the column from 60 to 3,600 s.
  expect(finding.detail).toContain('about 1.69 a second')
  expect(finding.advice).toContain('over 6 min, about 14 a second')
})

test('keys of one second that are mostly of one namespace: the change is for that one', () => {
  const finding = only(
    analysisOf([namespaceLike({ prefix: 'cache:page:', keys: 6000 })], {
      expiries: [{ at: NOW + 1800, keys: 5000, pattern: 'cache:page:*', patternKeys: 4500 }],
    }),
    'thundering-expiry',
  )
  expect(finding).toMatchObject({
    title: '5,000 keys, mostly of cache:page:*, expire in the same second',
    proposals: [{ sql: 'EACH cache:page:* JITTER 10' }],
  })
  expect(finding.advice).toContain('For the 4,500 of cache:page:* that are there a jitter of 10 %')
})

test('keys that expire evenly, however many, do not thunder; nor is jitter offered when it is too late', () => {
  const even = Array.from({ length: 50 }, (_, at) => ({ at: NOW + 100 + at, keys: 600, pattern: 'x:*' }))
  const busy = analysisOf([namespaceLike({ prefix: 'x:', keys: 2_000_000 })], { expiries: even })
  expect(kinds(busy)).toEqual([])
  const soon = analysisOf([namespaceLike({ keys: 600 })], {
    ttl: histogram([60, 600], [null, 0]),
    expiries: [{ at: NOW + 20, keys: 600, pattern: 'item:*' }],
  })
  expect(only(soon, 'thundering-expiry').proposals).toEqual([])
  const several = analysisOf([namespaceLike({ keys: 6000 })], {
    expiries: [{ at: NOW + 600, keys: 6000, pattern: null }],
  })
  expect(only(several, 'thundering-expiry')).toMatchObject({ proposals: [], title: /several namespaces/ })
})

test('tiny strings: at least what was measured, and never for those that expire', () => {
  const keys = 100_000
  const sizes = histogram([128, keys, keys * 88], [null, 0])
  const tiny = neverExpires('count:', keys, {
    bytes: keys * 88,
    sizes,
    withoutTtl: { keys, bytes: keys * 88 },
  })
  const finding = only(analysisOf([tiny]), 'tiny-strings')
  // (30 + 6) × 100,000.
  expect(finding.detail).toContain('at least 3.43 MiB of 8.39 MiB')
  expect(kinds(analysisOf([{ ...tiny, withoutTtl: { keys: 0, bytes: 0 } }]))).toEqual([])
  expect(kinds(analysisOf([{ ...tiny, keys: 9000, bytes: 9000 * 88 }]))).toEqual([])
})

test('memory that nobody has used for a month', () => {
  const access = histogram([2_592_000, 1000, 50 * MIB], [null, 3000, 100 * MIB])
  const old = namespaceLike({ prefix: 'report:', keys: 4000, bytes: 150 * MIB, access })
  const finding = only(analysisOf([old]), 'long-idle')
  expect(finding.title).toBe('100 MiB were not used for a month')
  expect(finding.evidence[0]).toEqual({ label: 'report:', value: '100 MiB in 3,000 keys' })
  expect(kinds(analysisOf([old], { access: 'frequency' }))).toEqual([])
})

test('collections that are just too long to be compact, with the setting that fits them', () => {
  const keys = 2000
  const bytes = keys * 10_000
  const hashes = namespaceLike({
    prefix: 'cart:',
    keys,
    bytes,
    types: { hash: { keys, bytes } },
    encodings: { hashtable: 1900, listpack: 100 },
  })
  const analysis = analysisOf([hashes], { types: { hash: { keys, bytes, elements: keys * 180 } } })
  const finding = only(analysis, 'outgrown-encoding', {
    compactLimits: new Map([['hash-max-listpack-entries', 128]]),
  })
  expect(finding.proposals[0]?.sql).toBe('CONFIG SET hash-max-listpack-entries 256')
  // 2,000 × 180 × 24.
  expect(finding.detail).toContain('together at least 8.24 MiB')
  // Not known how long they are: nothing to click.
  expect(only(analysisOf([hashes]), 'outgrown-encoding').proposals).toEqual([])
  const big = { ...hashes, bytes: keys * 100_000 }
  expect(kinds(analysisOf([big]))).toEqual([])
  expect(kinds(analysisOf([{ ...hashes, encodings: { listpack: 2000 } }]))).toEqual([])
})

test('one namespace with most of a memory that is limited', () => {
  const namespaces = [
    namespaceLike({ id: 1, prefix: 'a:', bytes: 800 * MIB }),
    namespaceLike({ id: 2, prefix: 'b:', bytes: 50 * MIB }),
    namespaceLike({ id: 3, prefix: 'c:', bytes: 50 * MIB }),
  ]
  const analysis = analysisOf(namespaces)
  expect(
    only(analysis, 'dominating-namespace', { maxBytes: 1000 * MIB, policy: 'allkeys-lru' }).detail,
  ).toContain('allkeys-lru')
  expect(kinds(analysis)).toEqual([])
  expect(kinds(analysis, { maxBytes: 0 })).toEqual([])
})
