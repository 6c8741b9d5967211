import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutLeftHeavy } from './layouts/left-heavy.ts'
import { layoutTimeOrder } from './layouts/time-order.ts'
import { firstEndingAfter, firstStartingAt, nodeAt, rectangleOf } from './lookup.ts'
import { anyProfile, deepProfile } from '../../../test/fixtures/profiles/arbitrary.ts'

describe('lookup', () => {
  it('agrees with looking at every rectangle', () => {
    fc.assert(
      fc.property(
        anyProfile(),
        fc.boolean(),
        fc.double({ min: -1, max: 1.2, noNaN: true }),
        (profile, heavy, at) => {
          const layout = heavy ? layoutLeftHeavy(profile) : layoutTimeOrder(profile)
          // Whole numbers hit edges; the rest falls between them.
          for (const value of [at * layout.total, Math.round(at * layout.total)]) {
            for (const [depth, row] of layout.rows.entries()) {
              const slots = Array.from({ length: row.length }, (_, slot) => slot)
              const start = (slot: number) => row.start[slot] ?? Number.NaN
              const end = (slot: number) => row.end[slot] ?? Number.NaN
              const covering = slots.find((slot) => start(slot) <= value && value < end(slot))
              expect(nodeAt(layout, depth, value)).toBe(covering === undefined ? null : row.node[covering])
              expect(firstEndingAfter(row, value)).toBe(slots.find((slot) => end(slot) > value) ?? row.length)
              expect(firstStartingAt(row, value)).toBe(
                slots.find((slot) => start(slot) >= value) ?? row.length,
              )
              for (const from of [1, row.length - 1, row.length]) {
                const rest = slots.slice(from)
                expect(firstEndingAfter(row, value, from)).toBe(
                  rest.find((slot) => end(slot) > value) ?? row.length,
                )
                expect(firstStartingAt(row, value, from)).toBe(
                  rest.find((slot) => start(slot) >= value) ?? row.length,
                )
              }
            }
          }
        },
      ),
    )
  })

  it('finds every node where it is drawn', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const layout = layoutLeftHeavy(profile)
        for (let node = 0; node < layout.nodes.length; node++) {
          const rectangle = rectangleOf(layout, node)
          if (rectangle === null) expect(layout.nodes.total[node]).toBe(0)
          else expect(nodeAt(layout, rectangle.depth, rectangle.start)).toBe(node)
        }
      }),
    )
  })

  it('finds nothing beside the chart', () => {
    const layout = layoutTimeOrder(deepProfile(3))
    expect(nodeAt(layout, 0, -0.1)).toBeNull()
    expect(nodeAt(layout, 0, 3)).toBeNull()
    expect(nodeAt(layout, 3, 0)).toBeNull()
    expect(rectangleOf(layout, 9)).toBeNull()
  })
})
