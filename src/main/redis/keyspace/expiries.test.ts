import { describe, expect, it } from 'vitest'
import { NamespaceTree, partsOf } from '../namespaces/index.ts'
import { Expiries } from './expiries.ts'
import { majorityOf } from './majority.ts'
import { Tally } from './tally.ts'

const treeOf = () => new NamespaceTree(() => new Tally())

/** The node of a key that is now in the tree. */
function nodeOf(tree: ReturnType<typeof treeOf>, name: string) {
  const node = tree.place(Buffer.from(name), 0, Buffer.byteLength(name))
  tree.countsOf(node)
  return node
}

describe('Expiries', () => {
  it('finds the fullest seconds and where their keys are', () => {
    const expiries = new Expiries()
    const tree = treeOf()
    const [one, other] = [nodeOf(tree, 'a:1'), nodeOf(tree, 'b:1')]
    for (let n = 0; n < 5000; n += 1) expiries.add((1_000_000 + n) * 1000, one)
    for (let n = 0; n < 30; n += 1) expiries.add(1_000_100_500 + n, one)
    for (let n = 0; n < 20; n += 1) expiries.add(1_000_200_000, n % 2 === 0 ? one : other)
    expect(expiries.fullest(3)).toEqual([
      { at: 1_000_100, keys: 31, nodes: new Map([[one, 31]]) },
      {
        at: 1_000_200,
        keys: 21,
        nodes: new Map([
          [one, 11],
          [other, 10],
        ]),
      },
    ])
    expect(expiries.forgotten).toBe(0)
  })

  it('keeps the full ones in bounded memory, and says what it forgot', () => {
    const expiries = new Expiries()
    const node = nodeOf(treeOf(), 'a:1')
    for (let n = 0; n < 500; n += 1) expiries.add(2_000_000_000_000, node)
    for (let n = 0; n < 900_000; n += 1) expiries.add((1_000_000 + n * 3) * 1000, node)
    expect(expiries.fullest(1)).toMatchObject([{ at: 2_000_000_000, keys: 500 }])
    expect(expiries.forgotten).toBe(1)
  })

  it('misses no more of a second than it says, also when it came by again and again', () => {
    const expiries = new Expiries()
    const node = nodeOf(treeOf(), 'a:1')
    let keys = 0
    for (let n = 0; n < 3_000_000; n += 1) {
      expiries.add((1_000_000 + n) * 1000, node)
      // Twice between two times of forgetting, so that it is forgotten, too.
      if (n % 300_000 !== 0) continue
      expiries.add(2_000_000_000_000, node)
      keys += 1
    }
    const [fullest] = expiries.fullest(1)
    const counted = fullest?.at === 2_000_000_000 ? fullest.keys : 0
    expect(keys - counted).toBeLessThanOrEqual(expiries.forgotten)
  })
})

/** The namespaces with the majority, each with what it holds. */
function namesOf(counts: Record<string, number>): string[] {
  const tree = treeOf()
  const nodes = new Map(Object.entries(counts).map(([name, count]) => [nodeOf(tree, name), count]))
  const keys = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return majorityOf(partsOf(tree), nodes, keys).map(
    ({ part, keys: held }) => `${part.prefix} ${String(held)}`,
  )
}

describe('the majority of some keys', () => {
  it('is in the deepest namespace with four fifths of them', () => {
    expect(namesOf({ 'user:1:cart': 80, 'user:2': 5, 'page:7': 15 })).toEqual([
      'user:*:cart 80',
      'user:*: 80',
      'user: 85',
    ])
  })

  it('is in what holds them together, or nowhere', () => {
    expect(namesOf({ 'user:1:cart': 50, 'user:2:orders': 40, 'page:7': 10 })).toEqual([
      'user:*: 90',
      'user: 90',
    ])
    expect(namesOf({ 'user:1': 79, 'page:7': 21 })).toEqual([])
  })
})
