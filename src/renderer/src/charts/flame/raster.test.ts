import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addRectangle, createDisplayList } from './display-list.ts'
import { packed, Raster } from './raster.ts'

const fills = ['#ff0000', '#00ff00', '#0000ff'].map((color) => packed(color))
const white = packed('#ffffff')

/** Pixels as `#rrggbb`. */
function colorsOf(raster: Raster): string[] {
  return Array.from({ length: raster.bytes.length / 4 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = raster.bytes.subarray(pixel * 4, pixel * 4 + 4)
    expect(alpha).toBe(255)
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  })
}

describe('Raster', () => {
  it('has the colours that a canvas would have', () => {
    const anyBar = fc.record({
      color: fc.nat(2),
      row: fc.integer({ min: -1, max: 4 }),
      x: fc.integer({ min: -9, max: 40 }),
      width: fc.integer({ min: 1, max: 30 }),
    })
    fc.assert(
      fc.property(fc.array(anyBar, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (bars, height) => {
        const [wide, high] = [32, 17]
        const list = createDisplayList()
        const expected = Array.from({ length: wide * high }, () => '#ffffff')
        // In the order of their colours, as a list is drawn.
        for (const { color, row, x, width } of bars.toSorted((a, b) => a.color - b.color)) {
          const y = row * (height + 1) - 2
          addRectangle(list.colors[color], x, y, width)
          for (let line = Math.max(0, y); line < Math.min(high, y + height); line++)
            for (let at = Math.max(0, x); at < Math.min(wide, x + width); at++)
              expected[line * wide + at] = ['#ff0000', '#00ff00', '#0000ff'][color] ?? ''
        }
        const raster = new Raster()
        raster.begin(wide, high, white)
        raster.add(list, height, fills)
        expect(colorsOf(raster)).toEqual(expected)
      }),
    )
  })

  it('hatches in lines', () => {
    const list = createDisplayList()
    addRectangle(list.colors[0], 0, 0, 8)
    addRectangle(list.hatched, 0, 0, 8)
    const raster = new Raster()
    raster.begin(8, 2, white)
    raster.add(list, 2, [white])
    raster.hatch(list, 2, { color: packed('#000000'), ink: 0.5, distance: 4, thickness: 1 })
    const [grey, empty] = ['#808080', '#ffffff']
    expect(colorsOf(raster)).toEqual(
      [
        [grey, empty, empty, empty, grey, empty, empty, empty],
        [empty, empty, empty, grey, empty, empty, empty, grey],
      ].flat(),
    )
  })

  it('begins anew', () => {
    const raster = new Raster()
    raster.begin(2, 2, fills[0] ?? 0)
    raster.begin(1, 2, white)
    expect(colorsOf(raster)).toEqual(['#ffffff', '#ffffff'])
  })
})
