/** Made-up analyses for tests: small ones by hand, and one of any size. */
import type { Analysis, Histogram, KeyFacts, Namespace } from '#shared/contract/redis/keyspace.ts'

const ttlEnds = [60, 300, 3_600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000, null]
const sizeEnds = [64, 256, 1_024, 4_096, 65_536, 1_048_576, null]
const idleEnds = [60, 3_600, 86_400, 604_800, 2_592_000, null]

/** All keys in one column of a histogram. */
function histogram(ends: readonly (number | null)[], column: number, keys: number, bytes: number): Histogram {
  return ends.map((until, at) => (at === column ? { until, keys, bytes } : { until, keys: 0, bytes: 0 }))
}

export interface NamespaceDraft {
  label: string
  keys: number
  bytes: number
  withoutTtl?: number
  type?: string
  children?: NamespaceDraft[]
}

/** A namespace's keys are those of its children and its own. */
export function namespacesOf(root: NamespaceDraft): Namespace[] {
  const made: Namespace[] = []
  const add = (draft: NamespaceDraft, parent: Namespace | undefined): void => {
    const { label, keys, bytes, withoutTtl = 0, type = 'string', children = [] } = draft
    const prefix = parent === undefined ? '' : parent.prefix + label
    const share = keys === 0 ? 0 : withoutTtl / keys
    const bare = { keys: withoutTtl, bytes: Math.round(bytes * share) }
    const namespace: Namespace = {
      id: made.length,
      parentId: parent?.id ?? null,
      depth: parent === undefined ? 0 : parent.depth + 1,
      label,
      prefix,
      pattern: prefix === '' ? '*' : prefix.endsWith('*') ? prefix : `${prefix}*`,
      isVariable: label === '*',
      keys,
      bytes,
      withoutTtl: bare,
      types: { [type]: { keys, bytes } },
      encodings: { [type === 'hash' ? 'listpack' : 'embstr']: keys },
      ttl: histogram(ttlEnds, made.length % 7, keys - withoutTtl, bytes - bare.bytes),
      access: histogram(idleEnds, made.length % 5, keys, bytes),
      sizes: histogram(sizeEnds, made.length % 4, keys, bytes),
      examples: [prefix.replaceAll('*', '17')],
    }
    made.push(namespace)
    for (const child of children) add(child, namespace)
  }
  add(root, undefined)
  return made
}

/** The shop of the tests: 1,000 keys. */
export const shop: NamespaceDraft = {
  label: 'all keys',
  keys: 1_000,
  bytes: 200_000,
  withoutTtl: 450,
  children: [
    {
      label: 'cache:',
      keys: 600,
      bytes: 150_000,
      withoutTtl: 300,
      children: [
        { label: 'page:', keys: 300, bytes: 120_000, withoutTtl: 300 },
        { label: 'product:', keys: 300, bytes: 30_000, type: 'hash' },
      ],
    },
    { label: 'session:', keys: 300, bytes: 40_000, withoutTtl: 150 },
    { label: 'queue', keys: 100, bytes: 10_000, type: 'list' },
  ],
}

export function keyFacts(key: string, more: Partial<KeyFacts> = {}): KeyFacts {
  return {
    key,
    type: 'string',
    encoding: 'raw',
    bytes: 120,
    ttlMs: null,
    idleSeconds: 60,
    frequency: null,
    elements: null,
    ...more,
  }
}

export function analysisOf(root: NamespaceDraft = shop, more: Partial<Analysis> = {}): Analysis {
  const namespaces = namespacesOf(root)
  const whole = namespaces[0]
  if (whole === undefined) throw new Error('no namespace')
  const { keys, bytes, withoutTtl, types, ttl } = whole
  return {
    id: 'analysis-1',
    targetId: 'redis-1',
    targetName: 'cache',
    at: 1_700_000_000_000,
    elapsedMs: 2_000,
    keysPerSecond: keys / 2,
    complete: true,
    expectedKeys: keys,
    keys,
    bytes,
    withoutTtl,
    types: Object.fromEntries(
      Object.entries(types).map(([name, each]) => [name, { ...each, elements: null }]),
    ),
    encodings: {},
    ttl,
    expiries: [],
    access: 'idle',
    namespaces,
    top: { bytes: [keyFacts('cache:page:1', { bytes: 4_000 })], elements: [], idle: [] },
    compliance: [],
    parts: [{ node: '127.0.0.1:6379', database: 0, keys, bytes }],
    findings: [],
    limitations: [],
    ...more,
  }
}
