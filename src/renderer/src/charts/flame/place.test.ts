import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeTooltip } from './place.ts'

const page = { width: 1000, height: 600 }

describe('placeTooltip', () => {
  it('is right below the pointer, or on its other side', () => {
    const size = { width: 200, height: 100 }
    expect(placeTooltip({ x: 300, y: 200 }, size, page)).toEqual({ x: 316, y: 216 })
    expect(placeTooltip({ x: 900, y: 550 }, size, page)).toEqual({ x: 684, y: 434 })
  })

  it('is inside the window whenever it fits there', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(600), fc.nat(984), fc.nat(584), (x, y, width, height) => {
        const at = placeTooltip({ x, y }, { width, height }, page)
        expect(at.x).toBeGreaterThanOrEqual(8)
        expect(at.y).toBeGreaterThanOrEqual(8)
        expect(at.x + width).toBeLessThanOrEqual(992)
        expect(at.y + height).toBeLessThanOrEqual(592)
      }),
    )
  })
})
