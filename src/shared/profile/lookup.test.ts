import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutLeftHeavy } from './layouts/left-heavy.ts'
import { layoutTimeOrder } from './layouts/time-order.ts'
import { nodeAt, rectangleOf } from './lookup.ts'
import { anyProfile, deepProfile } from '../../../test/fixtures/profiles/arbitrary.ts'
import { rowsOf } from '../../../test/fixtures/profiles/rows.ts'

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
            for (const [depth, row] of rowsOf(layout).entries()) {
              const slots = [...row.node.keys()]
              const start = (slot: number) => row.start[slot] ?? Number.NaN
              const end = (slot: number) => row.end[slot] ?? Number.NaN
              const nodeOf = (slot: number | undefined) => row.node[slot ?? -1] ?? -1
              const covering = slots.find((slot) => start(slot) <= value && value < end(slot))
              expect(nodeAt(layout, depth, value)).toBe(covering === undefined ? null : row.node[covering])
              for (const from of [undefined, ...slots]) {
                const rest = slots.slice(from ?? 0)
                const hint = from === undefined ? undefined : nodeOf(from)
                expect(layout.firstEndingAfter(depth, value, hint)).toBe(
                  nodeOf(rest.find((slot) => end(slot) > value)),
                )
                expect(layout.firstStartingAt(depth, value, hint)).toBe(
                  nodeOf(rest.find((slot) => start(slot) >= value)),
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
        for (let node = 0; node < layout.paths.length; node++) {
          const rectangle = rectangleOf(layout, node)
          expect(layout.nodeOf(node)).toBe(rectangle === null ? -1 : node)
          if (rectangle === null) expect(layout.totalOf(node)).toBe(0)
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
