import { expect, test } from 'vitest'
import { placesInOrder } from './constructor-rows.ts'
import { factsLine, fileNameOf, progressWords, signedBytes, signedCount } from './words.ts'

test('figures have signs', () => {
  expect([signedBytes(2048), signedBytes(-512), signedBytes(0)]).toEqual([
    '+2\u00a0KiB',
    '−512\u00a0B',
    '0\u00a0B',
  ])
  expect([signedCount(2000), signedCount(-1), signedCount(0)]).toEqual(['+2,000', '−1', '0'])
})

test('a snapshot in a line', () => {
  const opened = {
    totals: { nodes: 71_575, edges: 312_000, shallowBytes: 7 * 1024 * 1024 },
    constructors: [],
  }
  expect(factsLine(opened).replaceAll('\u00a0', ' ')).toBe(
    '7 MiB · 71.6 k objects · 312 k references · 0 constructors',
  )
})

test('files are named after it', () => {
  expect(fileNameOf('Heap/2025 server.mjs.heapsnapshot.gz')).toBe('Heap-2025-server.mjs')
  expect(fileNameOf('.heapsnapshot')).toBe('heap')
})

test('reading in words', () => {
  expect(progressWords(null)).toBe('Beginning')
  expect(progressWords({ phase: 'parsing', done: 1024, total: 2048 }).replaceAll('\u00a0', ' ')).toBe(
    'Parsing: 1 KiB of 2 KiB',
  )
  expect(progressWords({ phase: 'analysing', done: 1, total: 1 })).toBe('Working out who retains whom')
})

test('constructors are filtered and sorted', () => {
  const rows = [
    { name: 'Map', bytes: 5 },
    { name: '(array)', bytes: 9 },
    { name: 'MapEntry', bytes: 9 },
  ]
  expect(placesInOrder(rows, { key: 'bytes', descending: true }, '')).toEqual([1, 2, 0])
  expect(placesInOrder(rows, { key: 'name', descending: false }, 'map')).toEqual([0, 2])
})
