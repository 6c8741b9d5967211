import { describe, expect, it } from 'vitest'
import { bytesOfFile, Pieces } from './source.ts'

describe('bytes of a file', () => {
  it('are all there, however many slices it takes', async () => {
    const bytes = Uint8Array.from({ length: 20_000_001 }, (_, i) => i % 251)
    const told: number[] = []
    const read = await bytesOfFile(new Blob([bytes]), (done) => told.push(done))
    expect(Buffer.compare(read, bytes)).toBe(0)
    expect(told).toEqual([8_388_608, 16_777_216, 20_000_001])
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
