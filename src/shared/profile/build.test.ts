import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from './build.ts'

const builder = () => new ProfileBuilder({ name: 'test', unit: 'count', categories: ['a', 'b'] })

describe('ProfileBuilder', () => {
  it('finds a stack again by parent and frame', () => {
    const build = builder()
    const main = build.addFrame({ name: 'main' })
    const work = build.addFrame({ name: 'work', category: 1, file: 'work.ts', line: 3, column: 7 })
    const root = build.stack(main, -1)
    const below = build.stack(work, root)
    expect(build.stack(work, root)).toBe(below)
    expect(build.stack(work, -1)).not.toBe(below)
    build.addSample(below, 2)
    const profile = build.finish()
    expect(profile.stacks).toEqual({
      length: 3,
      frame: Int32Array.of(main, work, work),
      parent: Int32Array.of(-1, root, -1),
    })
    expect(profile.frames).toEqual({
      length: 2,
      name: ['main', 'work'],
      category: Int32Array.of(0, 1),
      file: ['', 'work.ts'],
      line: Int32Array.of(0, 3),
      column: Int32Array.of(0, 7),
    })
    expect(profile.samples).toEqual({ length: 1, stack: Int32Array.of(below), weight: Float64Array.of(2) })
  })

  it('keeps paths unique and parents first, however many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20), fc.nat(4000)), { minLength: 1, maxLength: 4000 }),
        (pairs) => {
          const build = builder()
          for (let frame = 0; frame <= 20; frame++) build.addFrame({ name: `f${frame}` })
          const seen = new Map<string, number>()
          for (const [frame, seed] of pairs) {
            const parent = (seed % (seen.size + 1)) - 1
            const key = `${parent}/${frame}`
            const row = build.stack(frame, parent)
            expect(row).toBe(seen.get(key) ?? seen.size)
            seen.set(key, row)
          }
          const { stacks } = build.finish()
          expect(stacks.length).toBe(seen.size)
          expect(stacks.parent.every((parent, row) => parent < row)).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('refuses what is not there and what is not a weight', () => {
    const build = builder()
    expect(() => build.addFrame({ name: 'x', category: 2 })).toThrow(RangeError)
    expect(() => build.stack(0, -1)).toThrow(RangeError)
    const frame = build.addFrame({ name: 'x' })
    expect(() => build.stack(frame, 0)).toThrow(RangeError)
    const stack = build.stack(frame, -1)
    expect(() => build.addSample(stack + 1, 1)).toThrow(RangeError)
    for (const weight of [-1, Number.NaN, Infinity])
      expect(() => build.addSample(stack, weight)).toThrow(RangeError)
  })
})
