import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  between,
  clamped,
  contentHeight,
  depthAt,
  type Extent,
  fitted,
  panned,
  revealed,
  rowHeight,
  rowTop,
  type Viewport,
  zoomed,
  zoomedTo,
} from './viewport.ts'

const extent: Extent = { total: 1000, rows: 100, width: 500, height: 240 }
const inside = (viewport: Viewport, { total, ...rest }: Extent) => {
  expect(viewport.start).toBeGreaterThanOrEqual(0)
  expect(viewport.end).toBeLessThanOrEqual(total)
  expect(viewport.end).toBeGreaterThanOrEqual(viewport.start)
  expect(viewport.scrollTop).toBeGreaterThanOrEqual(0)
  expect(viewport.scrollTop).toBeLessThanOrEqual(contentHeight({ total, ...rest }) - rest.height)
}

const anyExtent = fc.record({
  total: fc.double({ min: 0, max: 1e15, noNaN: true }),
  rows: fc.nat(50_000),
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 2000 }),
})
const anyViewport = (of: Extent) =>
  fc
    .tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(2_000_000),
    )
    .map(([a, b, scrollTop]) =>
      clamped({ start: Math.min(a, b) * of.total, end: Math.max(a, b) * of.total, scrollTop }, of),
    )
const anyView = anyExtent.chain((of) => fc.tuple(fc.constant(of), anyViewport(of)))
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })

describe('viewport', () => {
  it('stays inside the chart, whatever one does', () => {
    fc.assert(
      fc.property(
        anyView,
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        number,
        number,
        ([of, viewport], factor, anchor, right, down) => {
          inside(viewport, of)
          inside(zoomed(viewport, factor, anchor, of), of)
          inside(panned(viewport, right, down, of), of)
          const range = { depth: 3, start: of.total * anchor, end: of.total }
          inside(zoomedTo(viewport, range, of, 'flame'), of)
          inside(revealed(viewport, range, of, 'icicle'), of)
        },
      ),
    )
  })

  it('keeps what is under the pointer there while zooming in', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (anchor, factor) => {
          const before = { start: 200, end: 600, scrollTop: 0 }
          const after = zoomed(before, factor, anchor, extent)
          const at = (v: Viewport) => v.start + (v.end - v.start) * anchor
          expect(at(after)).toBeCloseTo(at(before), 6)
        },
      ),
    )
  })

  it('zooms out to the whole chart and no further', () => {
    expect(zoomed({ start: 400, end: 401, scrollTop: 48 }, 1e-9, 0.5, extent)).toEqual({
      start: 0,
      end: 1000,
      scrollTop: 48,
    })
  })

  it('stops zooming in while pixels can still be told apart', () => {
    const closest = zoomed(fitted(extent, 'icicle'), 1e30, 1, extent)
    expect(closest.start).toBeLessThan(closest.end)
    const pixel = (closest.end - closest.start) / 2000
    expect(closest.start + pixel).toBeGreaterThan(closest.start)
  })

  it('pans by pixels of what is seen, up to the edges', () => {
    const viewport = { start: 400, end: 500, scrollTop: 100 }
    expect(panned(viewport, 50, 24, extent)).toEqual({ start: 410, end: 510, scrollTop: 124 })
    expect(panned(viewport, 1e6, 1e6, extent)).toEqual({ start: 900, end: 1000, scrollTop: 2160 })
    expect(panned(viewport, -1e6, -1e6, extent)).toEqual({ start: 0, end: 100, scrollTop: 0 })
  })

  it('shows a range exactly, and its row', () => {
    expect(zoomedTo(fitted(extent, 'icicle'), { depth: 50, start: 20, end: 30 }, extent, 'icicle')).toEqual({
      start: 20,
      end: 30,
      scrollTop: 51 * rowHeight - 240,
    })
  })

  it('reveals with the least move', () => {
    const viewport = { start: 400, end: 500, scrollTop: 240 }
    const reveal = (depth: number, start: number, end: number) =>
      revealed(viewport, { depth, start, end }, extent, 'icicle')
    expect(reveal(12, 450, 460)).toEqual(viewport)
    expect(reveal(12, 510, 520)).toEqual({ start: 420, end: 520, scrollTop: 240 })
    expect(reveal(12, 390, 395)).toEqual({ start: 390, end: 490, scrollTop: 240 })
    expect(reveal(2, 450, 460).scrollTop).toBe(48)
    expect(reveal(40, 450, 460).scrollTop).toBe(41 * 24 - 240)
    // Wider than the window and already covering it: nothing moves.
    expect(reveal(12, 0, 1000)).toEqual(viewport)
    expect(reveal(12, 450, 1000)).toEqual({ start: 450, end: 550, scrollTop: 240 })
    expect(reveal(12, 0, 450)).toEqual({ start: 350, end: 450, scrollTop: 240 })
  })

  it('goes evenly from one viewport to another and arrives exactly', () => {
    const from = { start: 0, end: 1000, scrollTop: 0 }
    const to = { start: 500, end: 510, scrollTop: 100 }
    expect(between(from, to, 0)).toEqual(from)
    expect(between(from, to, 1)).toBe(to)
    const half = between(from, to, 0.5)
    expect(half.end - half.start).toBeCloseTo(100, 9)
    expect(half.scrollTop).toBe(50)
    const pan = between({ start: 0, end: 10, scrollTop: 0 }, { start: 100, end: 110, scrollTop: 0 }, 0.5)
    expect(pan).toEqual({ start: 50, end: 60, scrollTop: 0 })
  })

  it.each(['icicle', 'flame'] as const)('finds the row of a %s under a point', (direction) => {
    fc.assert(
      fc.property(
        fc.nat(99),
        fc.nat(2160),
        fc.integer({ min: 0, max: rowHeight - 1 }),
        (depth, scrollTop, within) => {
          const viewport = { start: 0, end: 1000, scrollTop }
          const y = rowTop(depth, extent, direction) - scrollTop + within + 0.5
          expect(depthAt(y, viewport, extent, direction)).toBe(depth)
        },
      ),
    )
  })

  it('stands a low flame on the floor', () => {
    const low = { ...extent, rows: 2 }
    expect(rowTop(0, low, 'flame')).toBe(240 - rowHeight)
    expect(fitted(low, 'flame').scrollTop).toBe(0)
    expect(fitted(extent, 'flame').scrollTop).toBe(2160)
  })
})
