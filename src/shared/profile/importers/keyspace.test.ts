import { describe, expect, it } from 'vitest'
import type { Namespace } from '../../contract/redis/keyspace.ts'
import { layoutLeftHeavy } from '../layouts/left-heavy.ts'
import { keyspaceProfile, ttlKindOf, typeKindOf } from './keyspace.ts'

function namespace(id: number, parentId: number | null, label: string, more: Partial<Namespace>): Namespace {
  return {
    id,
    parentId,
    depth: 0,
    label,
    prefix: label,
    pattern: null,
    isVariable: false,
    keys: 0,
    bytes: 0,
    withoutTtl: { keys: 0, bytes: 0 },
    types: {},
    encodings: {},
    ttl: [],
    access: [],
    sizes: [],
    examples: [],
    ...more,
  }
}

// The ids are not the places.
const namespaces = [
  namespace(10, null, 'all', { keys: 100, bytes: 1_000, withoutTtl: { keys: 50, bytes: 900 } }),
  namespace(12, 10, 'a:', {
    keys: 60,
    bytes: 900,
    withoutTtl: { keys: 60, bytes: 900 },
    types: { hash: { keys: 60, bytes: 900 } },
  }),
  namespace(11, 10, 'b:', {
    keys: 30,
    bytes: 50,
    types: { string: { keys: 10, bytes: 45 }, 'ReJSON-RL': { keys: 20, bytes: 5 } },
  }),
]
const analysis = { namespaces, targetName: 'cache' }

describe('keyspaceProfile', () => {
  it.each(['bytes', 'keys'] as const)('makes nodes of the namespaces, place by place, by %s', (metric) => {
    const layout = layoutLeftHeavy(keyspaceProfile(analysis, { metric, colouring: 'ttl' }))
    expect([...layout.paths.total]).toEqual(namespaces.map((each) => each[metric]))
    expect([...layout.paths.parent]).toEqual([-1, 0, 0])
    expect(layout.total).toBe(namespaces[0]?.[metric])
  })

  it('keeps what a namespace has beside those in it', () => {
    const layout = layoutLeftHeavy(keyspaceProfile(analysis, { metric: 'keys', colouring: 'type' }))
    expect([...layout.paths.self]).toEqual([10, 60, 30])
  })

  it('bears estimates that add up to more than their whole', () => {
    const [all, a, b] = namespaces
    if (!all || !a || !b) throw new Error('there are three')
    const estimated = { targetName: 'cache', namespaces: [{ ...all, keys: 89 }, a, b] }
    const layout = layoutLeftHeavy(keyspaceProfile(estimated, { metric: 'keys', colouring: 'ttl' }))
    expect(layout.paths.self[0]).toBe(0)
  })
})

describe('kinds', () => {
  it('tell how much never expires, by the figure shown', () => {
    const [all, a, b] = namespaces
    if (!all || !a || !b) throw new Error('there are three')
    expect(ttlKindOf(all, 'keys')).toBe('about half expire')
    expect(ttlKindOf(all, 'bytes')).toBe('few expire')
    expect(ttlKindOf(a, 'keys')).toBe('none expire')
    expect(ttlKindOf(b, 'keys')).toBe('all expire')
  })

  it('tell the type that has nearly all', () => {
    const [all, a, b] = namespaces
    if (!all || !a || !b) throw new Error('there are three')
    expect(typeKindOf(a, 'keys')).toBe('hash')
    expect(typeKindOf(b, 'bytes')).toBe('string')
    expect(typeKindOf(b, 'keys')).toBe('mixed')
    expect(typeKindOf(all, 'keys')).toBe('mixed')
  })
})
