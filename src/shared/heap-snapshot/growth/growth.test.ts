import { describe, expect, it } from 'vitest'
import { parseSnapshot } from '../parse.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import { type GraphEdge, type GraphNode, snapshotFile } from '../testing/graph.ts'
import { retainersOfGrowth } from './index.ts'

/** What hangs on the global object, as nodes that name one another. */
type Heap = Record<string, Omit<GraphNode, 'edges'> & { edges?: Record<string, string> }>

const ids = new Map<string, number>()
/** The same name is the same object in each snapshot. */
function idOf(name: string): number {
  const known = ids.get(name) ?? 101 + ids.size * 2
  ids.set(name, known)
  return known
}

/** Edges are named `.property`, `[3]`, `(internal)`, `~weak`. */
function edgeOf(name: string, to: number): GraphEdge {
  if (name.startsWith('[')) return { type: 'element', name: Number(name.slice(1, -1)), to }
  if (name.startsWith('(')) return { type: 'internal', name: name.slice(1, -1), to }
  if (name.startsWith('~')) return { type: 'weak', name: name.slice(1), to }
  return { type: 'property', name: name.slice(1), to }
}

function heap(nodes: Heap): HeapSnapshot {
  const names = ['global', ...Object.keys(nodes).filter((name) => name !== 'global')]
  const graph: GraphNode[] = [
    { name: '', id: 1, edges: [{ type: 'shortcut', name: 'global', to: 1 }] },
    ...names.map((name) => {
      const { edges = {}, ...node } = nodes[name] ?? {}
      return {
        name: 'Object',
        ...node,
        id: idOf(name),
        edges: Object.entries(edges).map(([edge, to]) => edgeOf(edge, names.indexOf(to) + 1)),
      }
    }),
  ]
  return parseSnapshot(snapshotFile(graph))
}

const numbered = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, place) => from + place)
const elements = (numbers: readonly number[]): Record<string, string> =>
  Object.fromEntries(numbers.map((number, place) => [`[${place}]`, `item ${number}`]))
const items = (numbers: readonly number[], node: GraphNode = {}): Heap =>
  Object.fromEntries(
    numbers.map((number) => [`item ${number}`, { name: 'Item', self: 100, ...node, edges: {} }]),
  )
const told = (before: Heap, after: Heap) =>
  retainersOfGrowth(heap(before), heap(after), { limit: 10 }).map(
    ({ name, addedCount, addedBytes, path }) => ({
      name,
      addedCount,
      addedBytes,
      path: path.map(({ edge, node }) => `${edge} ${node}`.trim()).join(' → '),
    }),
  )

const arrayOf = (numbers: readonly number[]): Heap => ({
  global: { name: 'global', edges: { '.log': 'log' } },
  log: { name: 'Array', self: 16, edges: elements(numbers) },
  ...items(numbers),
})

const arrayBackedBy = (numbers: readonly number[], backing: string): Heap => ({
  ...arrayOf(numbers),
  log: { name: 'Array', self: 16, edges: { ...elements(numbers), '(elements)': backing } },
  [backing]: { type: 'array', name: '(object elements)', self: numbers.length * 8 },
})

const listOf = (count: number): Heap => ({
  global: { name: 'global', edges: { '.head': 'item 0' } },
  ...Object.fromEntries(
    numbered(count).map((number) => [
      `item ${number}`,
      { name: 'Item', self: 100, edges: number + 1 < count ? { '.next': `item ${number + 1}` } : {} },
    ]),
  ),
})

const shardsOf = (count: number): Heap => ({
  global: { name: 'global', edges: { '.shards': 'shards' } },
  shards: {
    name: 'Array',
    self: 16,
    edges: Object.fromEntries(numbered(4).map((shard) => [`[${shard}]`, `shard ${shard}`])),
  },
  ...Object.fromEntries(
    numbered(4).map((shard) => [
      `shard ${shard}`,
      { name: 'Array', self: 16, edges: elements(numbered(count).filter((number) => number % 4 === shard)) },
    ]),
  ),
  ...items(numbered(count)),
})

const twoArraysOf = (count: number): Heap => ({
  global: { name: 'global', edges: { '.a': 'a', '.b': 'b' } },
  a: { name: 'Array', edges: elements(numbered(count)) },
  b: { name: 'Array', edges: elements(numbered(count * 2, 1_000)) },
  ...items(numbered(count)),
  ...items(numbered(count * 2, 1_000), { name: 'Other' }),
})

const textOf = (name: string, self: number): Heap => ({
  global: { name: 'global', edges: { '.text': name } },
  [name]: { type: 'string', name: 'abc', self },
})

const codeOf = (count: number): Heap => ({
  global: { name: 'global', edges: { '.f': 'f' } },
  f: { type: 'closure', name: 'f', edges: { '(shared)': 'item 0', '~w': 'item 1' } },
  ...items(numbered(count), { type: 'code', self: 9_000 }),
})

const replaced = (name: string, count: number): Heap => {
  const { global, ...others } = arrayOf(numbered(count))
  return {
    global: { name: 'global', edges: { ...global?.edges, '.last': name } },
    ...others,
    [name]: { name: 'Response', self: 50_000 },
  }
}

describe('what holds the growth', () => {
  it('is an array to which objects were added', () => {
    expect(told(arrayOf(numbered(10)), arrayOf(numbered(60)))).toEqual([
      { name: 'Item', addedCount: 50, addedBytes: 5_000, path: 'global → .log Array → [34] Item' },
    ])
  })

  it('is nothing where as much went as came', () => {
    expect(told(arrayOf(numbered(60)), arrayOf(numbered(60, 30)))).toEqual([])
  })

  it('is what grew on balance', () => {
    const [holder] = told(arrayOf(numbered(60)), arrayOf(numbered(90, 30)))
    expect(holder).toMatchObject({ name: 'Item', addedCount: 60, addedBytes: 3_000 })
  })

  it('is told although the array behind it was made anew', () => {
    const [before, after] = [arrayBackedBy(numbered(10), 'small'), arrayBackedBy(numbered(60), 'large')]
    expect(told(before, after)).toEqual([
      { name: 'Item', addedCount: 50, addedBytes: 5_400, path: 'global → .log Array → [34] Item' },
    ])
  })

  it('is where a list begins', () => {
    expect(told(listOf(5), listOf(105))).toEqual([
      { name: 'Item', addedCount: 100, addedBytes: 10_000, path: 'global → .head Item → .next (×55) Item' },
    ])
  })

  it('is told once for the parts of a whole', () => {
    expect(told(shardsOf(8), shardsOf(108))).toMatchObject([
      { name: 'Item', addedCount: 100, addedBytes: 10_000 },
    ])
  })

  it('is told for each of several places, the larger first', () => {
    const holders = told(twoArraysOf(30), twoArraysOf(60))
    expect(holders.map(({ name, addedCount }) => [name, addedCount])).toEqual([
      ['Other', 60],
      ['Item', 30],
    ])
  })

  it('is a text that became longer', () => {
    expect(told(textOf('old', 5_000), textOf('new', 50_000))).toEqual([
      { name: '(string)', addedCount: 1, addedBytes: 45_000, path: 'global → .text "abc"' },
    ])
  })

  it('is not what took the place of as much', () => {
    expect(told(replaced('first', 10), replaced('second', 210)).map(({ name }) => name)).toEqual(['Item'])
  })

  it('is neither code nor what weak references lead to', () => {
    expect(told(codeOf(2), codeOf(60))).toEqual([])
  })
})
