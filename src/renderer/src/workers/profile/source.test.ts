import { describe, expect, it } from 'vitest'
import { bytesOfFile, Pieces } from './source.ts'

describe('bytes of a file', () => {
  it('are all there, at once or in slices', async () => {
    const bytes = Uint8Array.from({ length: 1001 }, (_, i) => i % 251)
    const told: number[] = []
    for (const atOnce of [1001, 1000]) {
      const read = await bytesOfFile(new Blob([bytes]), (done) => told.push(done), { atOnce, slice: 400 })
      expect(read).toEqual(bytes)
    }
    expect(told).toEqual([400, 800, 1001])
  })

  it('may be none', async () => {
    expect(await bytesOfFile(new Blob([]), () => {})).toHaveLength(0)
  })
})

describe('pieces', () => {
  it('are put together in their order', () => {
    const pieces = new Pieces(5)
    pieces.add(btoa('abc'))
    expect(pieces.length).toBe(3)
    pieces.add(btoa('de'))
    expect(new TextDecoder().decode(pieces.finish())).toBe('abcde')
  })

  it('that are missing or too many are told', () => {
    expect(() => new Pieces(4).finish()).toThrow("Only 0 of the profile's 4 bytes came.")
    expect(() => new Pieces(1).add(btoa('abc'))).toThrow('More of the profile came')
  })
})
