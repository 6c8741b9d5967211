import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TreeLayout } from '../layout.ts'
import type { Profile } from '../model.ts'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { rowsOf } from '../../../../test/fixtures/profiles/rows.ts'
import { layoutLeftHeavy } from './left-heavy.ts'
import { layoutTimeOrder } from './time-order.ts'

const layouts = [
  ['time order', layoutTimeOrder],
  ['left heavy', layoutLeftHeavy],
] as const

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0)

function rectangles(layout: TreeLayout) {
  const { first, node, start, end } = layout.columns.rectangles
  return Array.from(node, (each, slot) => ({
    depth: first.findLastIndex((from) => from <= slot),
    slot,
    node: each,
    start: start[slot] ?? Number.NaN,
    end: end[slot] ?? Number.NaN,
  }))
}

/** The names from the root down to the node. */
function pathOf(layout: TreeLayout, profile: Profile, node: number): string {
  const names: string[] = []
  for (let at = node; at >= 0; at = layout.paths.parent[at] ?? -1)
    names.push(profile.frames.name[layout.paths.frame[at] ?? -1] ?? '')
  return names.reverse().join('/')
}

function totalsByPath(layout: TreeLayout, profile: Profile): Map<string, { self: number; total: number }> {
  const totals = new Map<string, { self: number; total: number }>()
  for (let node = 0; node < layout.paths.length; node++) {
    const path = pathOf(layout, profile, node)
    const entry = totals.get(path) ?? { self: 0, total: 0 }
    entry.self += layout.paths.self[node] ?? 0
    entry.total += layout.paths.total[node] ?? 0
    totals.set(path, entry)
  }
  return totals
}

describe.each(layouts)('%s', (_name, layout) => {
  it('keeps the sum of all weights', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const { total, paths: nodes } = layout(profile)
        expect(total).toBe(sum(profile.samples.weight))
        expect(sum(nodes.self)).toBe(total)
        for (let node = 0; node < nodes.length; node++) {
          const children = [...nodes.parent.keys()].filter((child) => nodes.parent[child] === node)
          expect(nodes.total[node]).toBe(
            (nodes.self[node] ?? 0) + sum(children.map((child) => nodes.total[child] ?? 0)),
          )
        }
      }),
    )
  })

  it('puts every child within its parent, and rectangles side by side', () => {
    fc.assert(
      fc.property(
        fc.boolean().chain((fractions) => anyProfile({ fractions })),
        (profile) => {
          const made = layout(profile)
          const { total, paths: nodes } = made
          const all = rectangles(made)
          for (const { depth, slot, node, start, end } of all) {
            expect(end).toBeGreaterThan(start)
            const before = all[slot - 1]
            expect(start).toBeGreaterThanOrEqual(before?.depth === depth ? before.end : 0)
            expect(end).toBeLessThanOrEqual(total)
            expect(nodes.depth[node]).toBe(depth)
            expect(nodes.slot[node]).toBe(slot)
            const parent = nodes.parent[node] ?? -1
            if (parent < 0) continue
            expect(parent).toBeLessThan(node)
            expect(nodes.depth[parent]).toBe(depth - 1)
            const above = nodes.slot[parent] ?? -1
            expect(start).toBeGreaterThanOrEqual(all[above]?.start ?? Number.NaN)
            expect(end).toBeLessThanOrEqual(all[above]?.end ?? Number.NaN)
          }
        },
      ),
    )
  })

  it('gives a rectangle to every node with weight and to no other', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const made = layout(profile)
        const drawn = rectangles(made)
        for (const { node, start, end } of drawn) expect(end - start).toBe(made.paths.total[node])
        const withWeight = [...made.paths.total.keys()].filter((node) => (made.paths.total[node] ?? 0) > 0)
        expect(drawn.map((each) => each.node).sort((a, b) => a - b)).toEqual(withWeight)
        for (const [node, slot] of made.paths.slot.entries())
          expect(slot === -1).toBe(made.paths.total[node] === 0)
      }),
    )
  })

  it('lays out a stack 50,000 deep', () => {
    const deep = layout(deepProfile(50_000))
    expect(deep.depths).toBe(50_000)
    expect(deep.total).toBe(50_000)
    expect(deep.paths.total[0]).toBe(50_000)
    expect(deep.endOf(49_999)).toBe(1)
  })

  it('is empty for an empty profile', () => {
    const empty = layout(deepProfile(0))
    expect(empty).toMatchObject({ total: 0, depths: 0, paths: { length: 0 } })
  })

  it('has a buffer of its own for each column, so that all can be transferred', () => {
    const profile = deepProfile(20)
    const { nodes, rectangles } = layout(profile).columns
    const columns = [...Object.values(nodes), ...Object.values(rectangles)].filter((each) =>
      ArrayBuffer.isView(each),
    )
    const others = [...Object.values(profile.stacks), ...Object.values(profile.samples)].filter((each) =>
      ArrayBuffer.isView(each),
    )
    expect(new Set([...columns, ...others].map((column) => column.buffer)).size).toBe(
      columns.length + others.length,
    )
  })

  it('answers as its arrays are', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const made = layout(profile)
        const all = rectangles(made)
        for (const [depth, row] of rowsOf(made).entries()) {
          const expected = all.filter((each) => each.depth === depth)
          expect(row.node).toEqual(expected.map((each) => each.node))
          expect(row.start).toEqual(expected.map((each) => each.start))
          expect(row.end).toEqual(expected.map((each) => each.end))
          expect(row.node.map((node) => made.previous(node))).toEqual([-1, ...row.node.slice(0, -1)])
        }
      }),
    )
  })
})

describe('both', () => {
  it('give each path the same self and total weight', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        expect(totalsByPath(layoutLeftHeavy(profile), profile)).toEqual(
          totalsByPath(layoutTimeOrder(profile), profile),
        )
      }),
    )
  })

  it('agree on fractions up to rounding', () => {
    fc.assert(
      fc.property(anyProfile({ fractions: true }), (profile) => {
        const heavy = totalsByPath(layoutLeftHeavy(profile), profile)
        const inTime = totalsByPath(layoutTimeOrder(profile), profile)
        expect([...heavy.keys()].sort()).toEqual([...inTime.keys()].sort())
        for (const [path, { total }] of heavy)
          expect(Math.abs(total - (inTime.get(path)?.total ?? Number.NaN))).toBeLessThanOrEqual(total * 1e-9)
      }),
    )
  })
})

describe('layoutTimeOrder', () => {
  it('places self time in the order of the samples', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const made = layoutTimeOrder(profile)
        let cursor = 0
        for (let sample = 0; sample < profile.samples.length; sample++) {
          const weight = profile.samples.weight[sample] ?? 0
          const middle = cursor + weight / 2
          cursor += weight
          if (weight === 0) continue
          const covering = rectangles(made).filter(({ start, end }) => start <= middle && middle < end)
          const deepest = covering.reduce((a, b) => (b.depth > a.depth ? b : a))
          const stack = profile.samples.stack[sample] ?? -1
          const names: string[] = []
          for (let at = stack; at >= 0; at = profile.stacks.parent[at] ?? -1)
            names.push(profile.frames.name[profile.stacks.frame[at] ?? -1] ?? '')
          expect(pathOf(made, profile, deepest.node)).toBe(names.reverse().join('/'))
        }
      }),
    )
  })
})

describe('layoutLeftHeavy', () => {
  it('puts heavier siblings to the left', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const layout = layoutLeftHeavy(profile)
        const { paths: nodes } = layout
        for (const row of rowsOf(layout)) {
          for (let slot = 1; slot < row.node.length; slot++) {
            const left = row.node[slot - 1] ?? -1
            const right = row.node[slot] ?? -1
            if (nodes.parent[left] === nodes.parent[right])
              expect(nodes.total[left]).toBeGreaterThanOrEqual(nodes.total[right] ?? 0)
          }
        }
      }),
    )
  })

  it('numbers its nodes as the stack table does', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const { paths: nodes } = layoutLeftHeavy(profile)
        expect(nodes.parent).toEqual(profile.stacks.parent)
        expect(nodes.frame).toEqual(profile.stacks.frame)
      }),
    )
  })
})
