import { describe, expect, it } from 'vitest'
import { matchingEstimate, TotalEstimate } from './estimate.ts'

/** A linear congruential generator, the same in each run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

describe('an estimate of a total', () => {
  it('holds the truth about 95 times in 100, also of sizes with a long tail', () => {
    const next = randomFrom(7)
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
    const sizes = Array.from({ length: 20_000 }, () => Math.exp(5 + normal()))
    const truth = sizes.reduce((sum, size) => sum + size, 0)
    let held = 0
    for (let round = 0; round < 300; round += 1) {
      const estimate = new TotalEstimate()
      const drawn = new Set<number>()
      while (drawn.size < 1000) drawn.add(Math.floor(next() * sizes.length))
      for (const at of drawn) estimate.add(sizes[at] ?? 0)
      const { low, high } = estimate.interval(sizes.length)
      if (low <= truth && truth <= high) held += 1
    }
    expect(held / 300).toBeGreaterThan(0.91)
    expect(held / 300).toBeLessThan(0.99)
  })

  it('is certain once all was seen', () => {
    const estimate = new TotalEstimate()
    for (const size of [10, 20, 30]) estimate.add(size)
    expect(estimate.interval(3)).toEqual({ low: 60, high: 60 })
    expect(matchingEstimate(40, 100, 100)).toEqual({ low: 40, high: 40 })
  })

  it('of the keys that match holds also where most do: how many a part holds is chance', () => {
    const next = randomFrom(11)
    for (const share of [0.9, 0.1]) {
      const all = 6000
      const matching = Math.round(all * share)
      let held = 0
      for (let round = 0; round < 400; round += 1) {
        let found = 0
        for (let key = 0; key < matching; key += 1) if (next() < 1 / 20) found += 1
        const { low, high } = matchingEstimate(found, all / 20, all)
        if (low <= matching && matching <= high) held += 1
      }
      expect(held / 400).toBeGreaterThan(0.92)
    }
  })
})
