import { expect, test } from 'vitest'
import { allocated, keyBytes, tableBytes, valueBytes } from './server-memory.ts'

test.each([
  [1, 8],
  [9, 16],
  [24, 32],
  [128, 128],
  [129, 160],
  [256, 256],
  [257, 320],
  [1006, 1024],
  [5006, 5120],
  [20_006, 20_480],
])('%i bytes take %i of the allocator', (asked, given) => {
  expect(allocated(asked)).toBe(given)
})

// MEMORY USAGE of Redis 7.0.15 for the key `key:<bytes>`, which counts the entry as 24 bytes instead of 32.
test.each([
  [0, 64],
  [20, 80],
  [44, 96],
  [45, 112],
  [100, 168],
  [1000, 1080],
  [8000, 8248],
  [20_000, 20_536],
])('a value of %i bytes costs what MEMORY USAGE says', (bytes, usage) => {
  const letters = `key:${bytes}`.length
  const name = allocated(1 + letters + 1)
  expect(keyBytes(letters)).toBe(32 + name)
  expect(24 + name + valueBytes(bytes)).toBe(usage)
})

test('a table has eight bytes for a slot', () => {
  expect(tableBytes(0)).toBe(0)
  expect(tableBytes(4096)).toBe(32_768)
})
