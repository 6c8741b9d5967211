import { describe, expect, it } from 'vitest'
import { analysisOf, namespacesOf, shop } from '#renderer/stores/keyspace/analysis.test-support.ts'
import { namespaceKey } from '#renderer/stores/keyspace/namespace-key.ts'
import { barsOf, medianRange, rangeOf } from './histogram.ts'
import { foldMove, rowsOf, unfoldedAtFirst, unfoldedTo, type RowChoices } from './rows.ts'
import { nameOf, pathTo, placeOf, placeOfPattern, treeOf } from './tree.ts'

const tree = treeOf(namespacesOf(shop))
const choices: RowChoices = {
  sort: { key: 'bytes', descending: true },
  flat: false,
  search: '',
  unfolded: new Set([0]),
}
const names = (more: Partial<RowChoices>) =>
  rowsOf(tree, { ...choices, ...more }).map(({ node }) =>
    nameOf(tree.nodes[node] ?? tree.nodes[0] ?? never()),
  )

function never(): never {
  throw new Error('there is a whole')
}

describe('the tree of namespaces', () => {
  it('knows its branches, and finds a namespace of another analysis again', () => {
    expect(tree.children[0]).toEqual([1, 4, 5])
    expect(pathTo(tree, 2)).toEqual([0, 1, 2])
    const other = analysisOf({ ...shop, children: shop.children?.toReversed() ?? [] })
    const page = other.namespaces.find(({ prefix }) => prefix === 'cache:page:')
    expect(page?.id).not.toBe(2)
    expect(placeOf(tree, page && namespaceKey(page))).toBe(2)
    expect(placeOf(tree, 'gone\ngone')).toBeNull()
    expect(placeOfPattern(tree, 'cache:page:*')).toBe(2)
  })
})

describe('the rows of the table', () => {
  it('are the unfolded part, siblings sorted', () => {
    expect(names({})).toEqual(['All keys', 'cache:', 'session:', 'queue'])
    expect(names({ sort: { key: 'namespace', descending: false }, unfolded: new Set([0, 1]) })).toEqual([
      'All keys',
      'cache:',
      'cache:page:',
      'cache:product:',
      'queue',
      'session:',
    ])
    expect(unfoldedAtFirst(tree)).toEqual(new Set([0, 1]))
  })

  it('stand under each other when flat', () => {
    expect(names({ flat: true, sort: { key: 'withoutTtl', descending: true } })).toEqual([
      'All keys',
      'cache:',
      'cache:page:',
      'session:',
      'cache:product:',
      'queue',
    ])
  })

  it('show what a search finds with what it stands in', () => {
    expect(names({ search: 'PRODUCT' })).toEqual(['All keys', 'cache:', 'cache:product:'])
    expect(names({ search: 'product', flat: true })).toEqual(['cache:product:'])
    expect(names({ search: 'nothing' })).toEqual([])
  })

  it('fold and unfold by keys', () => {
    const rows = rowsOf(tree, choices)
    expect(foldMove('ArrowRight', rows, 1, tree.parents)).toEqual({ kind: 'fold', node: 1, unfold: true })
    expect(foldMove('ArrowRight', rows, 0, tree.parents)).toEqual({ kind: 'to', row: 1 })
    expect(foldMove('ArrowLeft', rows, 2, tree.parents)).toEqual({ kind: 'to', row: 0 })
    expect(foldMove('ArrowRight', rows, 3, tree.parents)).toBeNull()
  })

  it('unfold down to a selection from elsewhere', () => {
    expect(unfoldedTo(tree, new Set([0]), 3)).toEqual(new Set([0, 1]))
    const same = new Set([0, 1])
    expect(unfoldedTo(tree, same, 3)).toBe(same)
  })
})

describe('histograms', () => {
  const space = '\u00a0'
  const ttl = [
    { until: 60, keys: 10, bytes: 1 },
    { until: 3_600, keys: 30, bytes: 2 },
    { until: 86_400, keys: 0, bytes: 0 },
    { until: 604_800, keys: 0, bytes: 0 },
    { until: 2_592_000, keys: 0, bytes: 0 },
    { until: null, keys: 0, bytes: 0 },
  ]

  it('say their ranges', () => {
    expect(rangeOf('ttl', null, 60)).toBe(`< 1${space}min`)
    expect(rangeOf('ttl', 3_600, 86_400)).toBe(`1${space}h – 1${space}d`)
    expect(rangeOf('size', 1_048_576, null)).toBe(`≥ 1${space}MiB`)
  })

  it('tell the column of the median and no more', () => {
    expect(medianRange('ttl', ttl)).toBe(`1${space}min – 1${space}h`)
    expect(medianRange('ttl', [{ until: null, keys: 0, bytes: 0 }])).toBe('–')
  })

  it('are drawn with the keys that never expire beside them, without empty columns at the end', () => {
    const bars = barsOf('ttl', ttl, 'keys', { keys: 5, bytes: 9 })
    expect(bars.labels).toHaveLength(5)
    expect(bars.labels.at(-1)).toBe('never')
    expect(bars.figures[0].values).toEqual([10, 30, 0, 0, 5])
    expect(bars.apart).toEqual(new Set([4]))
  })
})
