import { expect, test } from 'vitest'
import { EvictionPool } from './eviction-pool.ts'

const everything = (): boolean => true

test('gives the highest score first', () => {
  const pool = new EvictionPool()
  for (const [key, score] of [
    [1, 5],
    [2, 9],
    [3, 7],
  ] as const)
    pool.offer(key, score)
  expect(pool.entries().map(({ key }) => key)).toEqual([1, 3, 2])
  expect([pool.take(everything), pool.take(everything), pool.take(everything)]).toEqual([2, 3, 1])
  expect(pool.take(everything)).toBe(-1)
})

test('of the same score the first that came is the first to go', () => {
  const pool = new EvictionPool()
  pool.offer(1, 5)
  pool.offer(2, 5)
  expect(pool.take(everything)).toBe(1)
})

test('when it is full, better ones push the worst out, and what is no better stays outside', () => {
  const pool = new EvictionPool()
  for (let key = 0; key < 16; key++) pool.offer(key, 10 + key)
  pool.offer(100, 3)
  pool.offer(101, 10)
  expect(pool.entries().map(({ key }) => key)).not.toContain(100)
  expect(pool.entries().map(({ key }) => key)).not.toContain(101)
  pool.offer(102, 12.5)
  const entries = pool.entries()
  expect(entries).toHaveLength(16)
  expect(entries.map(({ key }) => key)).not.toContain(0)
  expect(entries.map(({ score }) => score)).toEqual(
    entries.map(({ score }) => score).toSorted((x, y) => x - y),
  )
})

test('keys that are gone leave it', () => {
  const pool = new EvictionPool()
  for (let key = 0; key < 4; key++) pool.offer(key, key)
  expect(pool.take((key) => key < 2)).toBe(1)
  expect(pool.entries().map(({ key }) => key)).toEqual([0])
})
