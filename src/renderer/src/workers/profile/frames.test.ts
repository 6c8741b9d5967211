import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameCollector, figuresOf, textsOf } from './frames.ts'

function tableOf(frames: readonly { name: string; file: string }[]) {
  const numbers = (): Int32Array => Int32Array.from(frames.keys())
  return {
    length: frames.length,
    name: frames.map(({ name }) => name),
    file: frames.map(({ file }) => file),
    category: numbers(),
    line: numbers(),
    column: numbers(),
  }
}

describe('frames on their way', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string(), file: fc.constantFrom('', '/a.js', '/b.js') })),
        (frames) => {
          const table = tableOf(frames)
          const collector = new FrameCollector()
          for (const texts of textsOf(table)) collector.add(structuredClone(texts))
          expect(collector.finish(figuresOf(table))).toEqual(table)
        },
      ),
    )
  })

  it('go in pieces, by number and by length', () => {
    const many = tableOf(Array.from({ length: 50_000 }, (_, i) => ({ name: `f${i}`, file: '/a.js' })))
    expect([...textsOf(many)].map(({ names }) => names.length)).toEqual([20_000, 20_000, 10_000])
    const long = tableOf(Array.from({ length: 5 }, () => ({ name: 'x'.repeat(1_500_000), file: '' })))
    expect([...textsOf(long)].map(({ names }) => names.length)).toEqual([2, 2, 1])
  })
})
