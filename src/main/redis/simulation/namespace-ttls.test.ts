import { expect, test } from 'vitest'
import { ttlsOfNamespaces } from './namespace-ttls.ts'
import { namespacesOf } from './namespaces.ts'
import { proposalsOfTtl } from './proposals.ts'
import { emptyWorkload, READ } from './workload.ts'

test('the shortest TTL with the wanted hit rate, by hand', () => {
  // a:1 is read every 10 s, b:1 every 100 s, eleven times each.
  const reads = Array.from({ length: 11 }, (_, i) => [
    { at: i * 10_000, key: 0 },
    { at: i * 100_000, key: 1 },
  ])
    .flat()
    .toSorted((x, y) => x.at - y.at)
  const workload = emptyWorkload(2, reads.length)
  for (const [i, { at, key }] of reads.entries()) {
    workload.at[i] = at
    workload.kind[i] = READ
    workload.key[i] = key
  }
  const namespaces = namespacesOf(['a:1', 'b:1'])
  const half = ttlsOfNamespaces(workload, namespaces, 0.45)
  // With 10 s every second read hits: 5 of 11.
  expect(half.map(({ pattern, ttlSeconds }) => ({ pattern, ttlSeconds }))).toEqual([
    { pattern: 'a:*', ttlSeconds: 10 },
    { pattern: 'b:*', ttlSeconds: 100 },
  ])
  expect(half[0]?.hitRate).toBeCloseTo(5 / 11)
  expect(half[0]?.curve.find(({ ttlSeconds }) => ttlSeconds === 20)?.hitRate).toBeCloseTo(7 / 11)
  const nearlyAll = ttlsOfNamespaces(workload, namespaces, 0.95)
  expect(nearlyAll.map(({ ttlSeconds }) => ttlSeconds)).toEqual([null, null])
  expect(nearlyAll[0]?.hitRate).toBeCloseTo(10 / 11)
})

test('a TTL is proposed for exactly the keys of its namespace, or not at all', () => {
  expect(sqlOf([])).toEqual(['EACH user:* EXPIRE 60 JITTER 10'])
  expect(sqlOf(['user:*:cart'])).toEqual(['EACH user:* EXCEPT user:*:cart EXPIRE 60 JITTER 10'])
  expect(sqlOf(null)).toEqual([])
})

/** What is proposed for a namespace of this pattern. */
function sqlOf(except: string[] | null): string[] {
  const found = { pattern: 'user:*', except, keys: 1, reads: 2, curve: [], ttlSeconds: 60, hitRate: 0.5 }
  return proposalsOfTtl(found).map(({ sql }) => sql)
}
