import type { Analysis, Histogram, KeyFacts, Namespace } from '#shared/contract/redis/keyspace.ts'

export const NOW = 1_800_000_000

/** Columns by where they end; the last has no end. */
export function histogram(...columns: [until: number | null, keys: number, bytes?: number][]): Histogram {
  return columns.map(([until, keys, bytes = keys * 100]) => ({ until, keys, bytes }))
}

/** A namespace of small strings that expire within the hour. */
export function namespaceLike(change: Partial<Namespace> = {}): Namespace {
  const { keys = 1000, bytes = keys * 200, prefix = 'item:' } = change
  return {
    id: 1,
    parentId: 0,
    depth: 1,
    label: prefix,
    prefix,
    pattern: `${prefix}*`,
    isVariable: false,
    keys,
    bytes,
    withoutTtl: { keys: 0, bytes: 0 },
    types: { string: { keys, bytes } },
    encodings: { embstr: keys },
    ttl: histogram([60, 0], [3600, keys, bytes], [null, 0]),
    access: histogram([3600, keys, bytes], [86_400, 0], [2_592_000, 0], [null, 0]),
    sizes: histogram([128, 0], [256, keys, bytes], [null, 0]),
    examples: [`${prefix}1`],
    ...change,
  }
}

/** The analysis of these namespaces, which lie below the whole. */
export function analysisOf(namespaces: Namespace[], change: Partial<Analysis> = {}): Analysis {
  const top = namespaces.filter(({ parentId }) => parentId === 0)
  const sum = (pick: (one: Namespace) => number): number => top.reduce((total, one) => total + pick(one), 0)
  const keys = sum((one) => one.keys)
  const bytes = sum((one) => one.bytes)
  const withoutTtl = { keys: sum((one) => one.withoutTtl.keys), bytes: sum((one) => one.withoutTtl.bytes) }
  const whole = namespaceLike({
    id: 0,
    parentId: null,
    depth: 0,
    label: '',
    prefix: '',
    pattern: '*',
    keys,
    bytes,
    withoutTtl,
    access: top[0]?.access ?? [],
  })
  return {
    id: 'a',
    targetName: 'cache',
    at: NOW * 1000,
    elapsedMs: 1,
    keysPerSecond: 1,
    complete: true,
    expectedKeys: keys,
    keys,
    bytes,
    withoutTtl,
    types: { string: { keys, bytes, elements: null } },
    encodings: {},
    ttl: histogram([60, 0], [3600, keys - withoutTtl.keys], [null, 0]),
    expiries: [],
    access: 'idle',
    namespaces: [whole, ...namespaces],
    top: { bytes: [], elements: [], idle: [] },
    compliance: [],
    parts: [{ node: '127.0.0.1:6379', database: 0, keys, bytes }],
    findings: [],
    limitations: [],
    ...change,
  }
}

export function keyLike(change: Partial<KeyFacts> = {}): KeyFacts {
  return {
    key: 'big',
    type: 'hash',
    encoding: 'hashtable',
    bytes: 100_000,
    ttlMs: null,
    idleSeconds: 60,
    frequency: null,
    elements: 1000,
    ...change,
  }
}
