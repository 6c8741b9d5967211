import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { rowsOf } from '../../../../test/fixtures/profiles/rows.ts'
import { type FlameLayout, type FlameNode, noNode } from '../layout.ts'
import { layoutTimeOrder } from '../layouts/time-order.ts'
import { nodeAt } from '../lookup.ts'
import type { Profile } from '../model.ts'
import { buildTimeline, timelineLayout } from './index.ts'

const timelineOf = (profile: Profile): FlameLayout => timelineLayout(buildTimeline(profile))

/** With gaps, which importers make where nothing was seen. */
const anyWithGaps = (options: { fractions?: boolean } = {}) =>
  fc.tuple(anyProfile(options), fc.array(fc.nat(59), { maxLength: 8 })).map(([profile, gaps]) => {
    for (const gap of gaps) if (gap < profile.samples.length) profile.samples.stack[gap] = -1
    return profile
  })

/** What can be asked of a rectangle, with its parent as the place of that. */
function factsOf(layout: FlameLayout, node: FlameNode) {
  const parent = layout.parentOf(node)
  return {
    depth: layout.depthOf(node),
    frame: layout.frameOf(node),
    start: layout.startOf(node),
    end: layout.endOf(node),
    self: layout.selfOf(node),
    total: layout.totalOf(node),
    parent: parent === noNode ? null : layout.startOf(parent),
  }
}

const places = (layout: FlameLayout) => rowsOf(layout).map(({ start, end }) => ({ start, end }))
const startOrNull = (layout: FlameLayout, node: FlameNode): number | null =>
  node === noNode ? null : layout.startOf(node)

describe('a timeline', () => {
  it('has the rectangles of a layout that keeps each of them', () => {
    fc.assert(
      fc.property(anyWithGaps(), (profile) => {
        const kept = layoutTimeOrder(profile)
        const asked = timelineOf(profile)
        expect(asked.total).toBe(kept.total)
        expect(asked.depths).toBe(kept.depths)
        const expected = rowsOf(kept)
        for (const [depth, row] of rowsOf(asked).entries()) {
          expect(row.node.map((node) => factsOf(asked, node))).toEqual(
            expected[depth]?.node.map((node) => factsOf(kept, node)),
          )
          expect(row.node.map((node) => asked.previous(node))).toEqual([noNode, ...row.node.slice(0, -1)])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('has them at the same places when weights are fractions', () => {
    fc.assert(
      fc.property(anyWithGaps({ fractions: true }), (profile) => {
        expect(places(timelineOf(profile))).toEqual(places(layoutTimeOrder(profile)))
      }),
    )
  })

  it('finds the same rectangles', () => {
    fc.assert(
      fc.property(anyWithGaps(), fc.double({ min: -0.2, max: 1.2, noNaN: true }), (profile, part) => {
        const kept = layoutTimeOrder(profile)
        const asked = timelineOf(profile)
        for (const value of [part * kept.total, Math.round(part * kept.total)]) {
          for (let depth = 0; depth <= kept.depths; depth++) {
            for (const find of ['firstEndingAfter', 'firstStartingAt'] as const) {
              const expected = startOrNull(kept, kept[find](depth, value))
              expect(startOrNull(asked, asked[find](depth, value))).toBe(expected)
              // From any rectangle that the answer does not lie before.
              for (const from of rowsOf(asked)[depth]?.node ?? []) {
                const later = expected === null || asked.startOf(from) <= expected
                if (later) expect(startOrNull(asked, asked[find](depth, value, from))).toBe(expected)
              }
            }
          }
        }
      }),
    )
  })

  it('knows the path of each rectangle, and the first rectangle of each path', () => {
    fc.assert(
      fc.property(anyWithGaps(), (profile) => {
        const layout = timelineOf(profile)
        const first = new Map<number, FlameNode>()
        for (const { node: nodes } of rowsOf(layout)) {
          for (const node of nodes) {
            const path = layout.pathOf(node)
            expect(layout.paths.depth[path]).toBe(layout.depthOf(node))
            const above = layout.parentOf(node)
            expect(layout.paths.parent[path]).toBe(above === noNode ? -1 : layout.pathOf(above))
            if (!first.has(path)) first.set(path, node)
          }
        }
        for (let path = 0; path < layout.paths.length; path++)
          expect(layout.nodeOf(path)).toBe(first.get(path) ?? noNode)
      }),
    )
  })

  it('answers for stacks 50,000 deep', () => {
    const layout = timelineOf(deepProfile(50_000))
    expect(layout.depths).toBe(50_000)
    const deepest = nodeAt(layout, 49_999, 0.5) ?? noNode
    expect(factsOf(layout, deepest)).toMatchObject({ depth: 49_999, start: 0, end: 1, self: 1, total: 1 })
    const root = nodeAt(layout, 0, 49_999.5) ?? noNode
    expect(factsOf(layout, root)).toMatchObject({ start: 0, end: 50_000, self: 1, parent: null })
    expect(layout.pathOf(deepest)).toBe(49_999)
  })

  it('takes two bytes more a sample where stacks are deeper than those can say', () => {
    const profile = deepProfile(70_000)
    const columns = buildTimeline(profile)
    expect(columns.common).toBeInstanceOf(Int32Array)
    expect(timelineLayout(columns).depths).toBe(70_000)
    expect(buildTimeline(deepProfile(1000)).common).toBeInstanceOf(Uint16Array)
  })

  it('is empty for an empty profile, and for one without time', () => {
    for (const layout of [
      timelineOf(deepProfile(0)),
      timelineOf({
        ...deepProfile(2),
        samples: { length: 1, stack: Int32Array.of(1), weight: Float64Array.of(0) },
      }),
    ]) {
      expect(layout).toMatchObject({ total: 0, depths: 0 })
      expect(layout.firstEndingAfter(0, 0)).toBe(noNode)
      expect(layout.firstStartingAt(0, 0)).toBe(noNode)
    }
  })

  it('can be transferred whole', () => {
    const profile = deepProfile(100)
    const columns = buildTimeline(profile)
    const buffers = [columns, columns.paths, columns.commonLevels, columns.callsLevels]
      .flatMap((part) => Object.values(part))
      .filter((column) => ArrayBuffer.isView(column))
      .map((column) => column.buffer)
    expect(new Set(buffers).size).toBe(buffers.length)
    const moved = structuredClone(columns, { transfer: buffers })
    expect(timelineLayout(moved).total).toBe(100)
    expect(profile.stacks.frame.length).toBe(100)
  })
})
