import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOfKeyName, keyNameOf } from '#shared/redis/key-name.ts'
import { matcher } from '../glob.ts'
import { apart } from './apart.ts'
import { NamespaceTree } from './tree.ts'

/** Of each key the namespace it is in. */
function named(keys: readonly string[]) {
  const tree = new NamespaceTree(() => new Counts())
  const nodes = keys.map((key) => {
    const node = tree.placeKey(key)
    tree.countsOf(node).keys += 1
    return node
  })
  const { namespaces, placeOf, nameOf } = apart(tree)
  return nodes.map((node) => {
    const place = placeOf(node)
    return { ...nameOf(place), keys: namespaces[place]?.keys ?? 0, place }
  })
}

class Counts {
  keys = 0
  merge(other: Counts): void {
    this.keys += other.keys
  }
}

const many = (count: number, name: (n: number) => string) => Array.from({ length: count }, (_, n) => name(n))

describe('namespaces side by side', () => {
  it('are called by the words of the names, each key in the deepest', () => {
    const keys = [
      'user:17:profile',
      'user:18',
      'session:ab12cd34',
      'config',
      'page_a:1',
      ...many(9, (n) => `item${n}`),
    ]
    expect(named(keys).slice(0, 6)).toMatchObject([
      { pattern: 'user:*:profile', keys: 1, except: [] },
      { pattern: 'user:*', keys: 1, except: ['user:*:*'] },
      { pattern: 'session:*', keys: 1, except: [] },
      // All that has no namespace: a change of it would be one of everything else on the server.
      { pattern: '*', keys: 1, except: null },
      { pattern: 'page_a:*', keys: 1, except: [] },
      { pattern: 'item*', keys: 9, except: [] },
    ])
  })

  it('are the whole where no name divides', () => {
    expect(named(many(20, String))[7]).toMatchObject({ pattern: '*', keys: 20, except: [] })
  })

  it('share out any keys, and their globs take exactly them', () => {
    const part = fc.constantFrom(
      'user',
      'a',
      'page_',
      '12',
      'x9',
      'node7',
      '2024-01-02',
      'k3J9x2aB',
      '',
      'ann@x.org',
    )
    const text = fc
      .array(fc.tuple(part, fc.constantFrom(':', ':', '/', '-', '{', '}')), { maxLength: 4 })
      .chain((pieces) => part.map((last) => pieces.map(([a, b]) => a + b).join('') + last))
    const key = fc.oneof(
      { weight: 8, arbitrary: text },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => keyNameOf(bytes)) },
    )
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 200 }), (keys) => {
        const found = named(keys)
        for (const { place, keys: counted, pattern, except } of found) {
          const own = keys.filter((_, n) => found[n]?.place === place)
          expect(own.length).toBe(counted)
          if (except === null) continue
          const takes = matcher(pattern)
          const leavesOut = except.map((glob) => matcher(glob))
          const taken = keys.filter((name) => {
            const bytes = Buffer.from(bytesOfKeyName(name))
            return takes(bytes) && !leavesOut.some((one) => one(bytes))
          })
          expect({ pattern, except, taken }).toEqual({ pattern, except, taken: own })
        }
      }),
      { numRuns: 200 },
    )
  })
})
