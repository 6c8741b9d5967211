import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyTable } from './key-table.ts'
import { ReuseDistances } from './reuse-distances.ts'

/** The definition itself, O(n²). */
function naive(reads: readonly string[]): { histogram: number[]; firstReads: number } {
  const histogram: number[] = []
  let firstReads = 0
  for (const [at, key] of reads.entries()) {
    const before = reads.lastIndexOf(key, at - 1)
    if (at === 0 || before < 0) {
      firstReads += 1
      continue
    }
    const distance = new Set(reads.slice(before + 1, at)).size
    let bin = 0
    while (2 ** bin <= distance) bin += 1
    histogram[bin] = (histogram[bin] ?? 0) + 1
  }
  return { histogram: Array.from(histogram, (count) => count ?? 0), firstReads }
}

function counted(reads: readonly string[], mostKeys?: number): { histogram: number[]; firstReads: number } {
  const keys = new KeyTable(mostKeys)
  // So small that places run out all the time.
  const distances = new ReuseDistances(keys, 8)
  for (const key of reads) {
    const number = keys.numberOf(key)
    if (number >= 0) distances.read(number)
    if (keys.isFull) distances.keysHalved(keys.halve())
  }
  return {
    histogram: Array.from(distances.histogram, (count) => count ?? 0),
    firstReads: distances.firstReads,
  }
}

test('equals the definition on any trace', () => {
  const key = fc.nat(30).map((number) => `key:${number}`)
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (reads) => {
      expect(counted(reads)).toEqual(naive(reads))
    }),
  )
})

test('a sample of the keys has about the same distances', () => {
  const keys = 20_000
  // Round and round: every distance is one less than the number of keys.
  const reads = Array.from({ length: 4 * keys }, (_, at) => `key:${at % keys}`)
  const { histogram, firstReads } = counted(reads, 5000)
  const all = histogram.reduce((sum, count) => sum + count, 0)
  expect(firstReads).toBeGreaterThan(0.9 * keys)
  expect(firstReads).toBeLessThan(1.1 * keys)
  // 19,999 is between 2^14 and 2^15; a sample's own distances vary by a few percent around it.
  expect(histogram[15]).toBeGreaterThan(0.9 * all)
})
