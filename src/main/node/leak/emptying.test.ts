import { expect, test } from 'vitest'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import { emptyingIn, findEmptying, namesOf } from './emptying.ts'

function held(...edges: string[]): LeakRetainer {
  return { name: 'Object', addedCount: 1, addedBytes: 1, path: edges.map((edge) => ({ edge, node: 'x' })) }
}

test('names are those on the way, not the words between them', () => {
  expect(namesOf([held('module cart.mjs sessions', 'entry "k1"', '.#items')])).toEqual(['sessions', '#items'])
  expect(namesOf([held('global', 'bus', 'listeners of "update"')])).toEqual(['bus'])
})

test.each([
  ['if (map.size > 100) map.delete(first)', 'map.delete('],
  ['this.items\n  .clear()', 'items\n  .clear('],
  ['list.length = 0', 'list.length ='],
  ['list.splice(0, 10)', 'list.splice('],
  ['delete table[key]', 'delete table['],
  ['ring[n % 5000] = value', 'ring[n % 5000] ='],
  ['setInterval(() => { map = new Map() }, 1000)', 'map = new'],
  ['x(); list = list.slice(-100)', 'list = list.slice('],
])('finds it in %j', (source, what) => {
  const names = ['map', 'items', 'list', 'table', 'ring']
  expect(emptyingIn(`const a = 1\n${source}`, names)).toEqual({ what, line: 2 })
})

test.each([
  'const map = new Map()',
  'let list = []',
  'map.set(key, value)',
  'other.delete(key)',
  'heatmap.delete(key)',
  'if (list.length === 0) start()',
  'list[list.length] = value',
])('does not find any in %j', (source) => {
  expect(emptyingIn(source, ['map', 'list'])).toBeNull()
})

test('without names anything that is emptied counts, and words of bounded things', () => {
  expect(emptyingIn('x.delete(1)', [])?.what).toContain('.delete(')
  expect(emptyingIn('const maxSize = 5', [])?.what).toBe('maxSize')
  expect(emptyingIn('store.push(1)', [])).toBeNull()
})

test('a source that is not there is no doubt', async () => {
  const site = { name: 'f', line: 1, column: 1, share: 1, bytes: 1, stack: [] }
  expect(await findEmptying([{ ...site, file: 'file:///nowhere/at/all.mjs' }], [])).toBeNull()
  expect(
    await findEmptying(
      [
        { ...site, file: 'node:http' },
        { ...site, file: '' },
      ],
      [],
    ),
  ).toBeNull()
})
