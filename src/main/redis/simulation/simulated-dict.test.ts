import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '#shared/stats/random.ts'
import { SimulatedDict } from './simulated-dict.ts'

const KEYS = 300
const always = (): boolean => true
const never = (): boolean => false

function emptyDict(seed = 1): SimulatedDict {
  const random = seededRandom(seed)
  return new SimulatedDict(
    Uint32Array.from({ length: KEYS }, () => random() * 2 ** 32),
    random,
  )
}

test('holds what a set holds, whatever is done, and samples only that', () => {
  const step = fc.record({
    what: fc.constantFrom('add', 'remove', 'find', 'shrink', 'move'),
    key: fc.nat(KEYS - 1),
    mayGrow: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 800 }), fc.integer(), (steps, seed) => {
      const dict = emptyDict(seed)
      const set = new Set<number>()
      const sampled = new Int32Array(5)
      for (const { what, key, mayGrow } of steps) {
        if (what === 'add' && !set.has(key)) {
          dict.add(key, () => mayGrow)
          set.add(key)
        }
        if (what === 'remove') expect(dict.remove(key)).toBe(set.delete(key))
        if (what === 'find') expect(dict.find(key)).toBe(set.has(key))
        if (what === 'shrink') dict.shrinkIfSparse()
        if (what === 'move') dict.move(10)
        const count = dict.sample(sampled, 5)
        expect(sampled.subarray(0, count).every((one) => set.has(one))).toBe(true)
        expect(dict.size).toBe(set.size)
        if (set.size > 0) expect(set.has(dict.randomKey())).toBe(true)
      }
      expect(dict.bytes).toBe(dict.slots === 0 ? 0 : dict.slots * 8)
    }),
    { numRuns: 60 },
  )
})

test('grows to the next power of two when every slot could have a key, and moves a slot at each use', () => {
  const dict = emptyDict()
  for (let key = 0; key < 64; key++) dict.add(key, always)
  while (dict.isMoving) dict.find(0)
  expect(dict.slots).toBe(64)
  dict.add(64, always)
  expect(dict.isMoving).toBe(true)
  expect(dict.slots).toBe(64 + 128)
  expect(dict.bytes).toBe((64 + 128) * 8)
  for (let i = 0; i < 64; i++) dict.find(0)
  expect(dict.slots).toBe(128)
})

test('without memory it waits for 1.618 keys a slot', () => {
  const dict = emptyDict()
  for (let key = 0; key < 64; key++) dict.add(key, always)
  while (dict.isMoving) dict.find(0)
  let size = 64
  for (; !dict.isMoving; size++) dict.add(size, never)
  expect(size).toBe(Math.ceil(64 * 1.618) + 1)
})

test('is made smaller when less than a tenth is left', () => {
  const dict = emptyDict()
  for (let key = 0; key < 200; key++) dict.add(key, always)
  while (dict.isMoving) dict.find(0)
  for (let key = 26; key < 200; key++) dict.remove(key)
  dict.shrinkIfSparse()
  expect(dict.slots).toBe(256)
  for (let key = 20; key < 26; key++) dict.remove(key)
  dict.shrinkIfSparse()
  dict.move(1000)
  expect(dict.slots).toBe(32)
})

test('samples every key about as often', () => {
  const dict = emptyDict(3)
  for (let key = 0; key < KEYS; key++) dict.add(key, always)
  const seen = new Int32Array(KEYS)
  const sampled = new Int32Array(5)
  const rounds = 20_000
  for (let round = 0; round < rounds; round++) {
    const count = dict.sample(sampled, 5)
    for (const key of sampled.subarray(0, count)) seen[key] = (seen[key] ?? 0) + 1
  }
  const expected = (rounds * 5) / KEYS
  expect(Math.min(...seen)).toBeGreaterThan(expected / 6)
  expect(Math.max(...seen)).toBeLessThan(expected * 2.5)
})
