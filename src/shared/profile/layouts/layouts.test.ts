import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlameLayout } from '../layout.ts'
import type { Profile } from '../model.ts'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { layoutLeftHeavy } from './left-heavy.ts'
import { layoutTimeOrder } from './time-order.ts'

const layouts = [
  ['time order', layoutTimeOrder],
  ['left heavy', layoutLeftHeavy],
] as const

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0)

function rectangles(layout: FlameLayout) {
  return layout.rows.flatMap((row, depth) =>
    Array.from({ length: row.length }, (_, slot) => ({
      depth,
      slot,
      node: row.node[slot] ?? -1,
      start: row.start[slot] ?? Number.NaN,
      end: row.end[slot] ?? Number.NaN,
    })),
  )
}

/** The names from the root down to the node. */
function pathOf(layout: FlameLayout, profile: Profile, node: number): string {
  const names: string[] = []
  for (let at = node; at >= 0; at = layout.nodes.parent[at] ?? -1)
    names.push(profile.frames.name[layout.nodes.frame[at] ?? -1] ?? '')
  return names.reverse().join('/')
}

function totalsByPath(layout: FlameLayout, profile: Profile): Map<string, { self: number; total: number }> {
  const totals = new Map<string, { self: number; total: number }>()
  for (let node = 0; node < layout.nodes.length; node++) {
    const path = pathOf(layout, profile, node)
    const entry = totals.get(path) ?? { self: 0, total: 0 }
    entry.self += layout.nodes.self[node] ?? 0
    entry.total += layout.nodes.total[node] ?? 0
    totals.set(path, entry)
  }
  return totals
}

describe.each(layouts)('%s', (_name, layout) => {
  it('keeps the sum of all weights', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const { total, nodes } = layout(profile)
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
          const { rows, nodes, total } = layout(profile)
          for (const { depth, slot, node, start, end } of rectangles({ unit: 'count', total, rows, nodes })) {
            expect(end).toBeGreaterThan(start)
            expect(start).toBeGreaterThanOrEqual(slot === 0 ? 0 : (rows[depth]?.end[slot - 1] ?? Number.NaN))
            expect(end).toBeLessThanOrEqual(total)
            expect(nodes.depth[node]).toBe(depth)
            expect(nodes.slot[node]).toBe(slot)
            const parent = nodes.parent[node] ?? -1
            if (parent < 0) continue
            expect(parent).toBeLessThan(node)
            expect(nodes.depth[parent]).toBe(depth - 1)
            const above = nodes.slot[parent] ?? -1
            expect(start).toBeGreaterThanOrEqual(rows[depth - 1]?.start[above] ?? Number.NaN)
            expect(end).toBeLessThanOrEqual(rows[depth - 1]?.end[above] ?? Number.NaN)
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
        for (const { node, start, end } of drawn) expect(end - start).toBe(made.nodes.total[node])
        const withWeight = [...made.nodes.total.keys()].filter((node) => (made.nodes.total[node] ?? 0) > 0)
        expect(drawn.map((each) => each.node).sort((a, b) => a - b)).toEqual(withWeight)
        for (const [node, slot] of made.nodes.slot.entries())
          expect(slot === -1).toBe(made.nodes.total[node] === 0)
      }),
    )
  })

  it('lays out a stack 50,000 deep', () => {
    const deep = layout(deepProfile(50_000))
    expect(deep.rows).toHaveLength(50_000)
    expect(deep.total).toBe(50_000)
    expect(deep.nodes.total[0]).toBe(50_000)
    expect(deep.rows[49_999]?.end[0]).toBe(1)
  })

  it('is empty for an empty profile', () => {
    const empty = layout(deepProfile(0))
    expect(empty).toMatchObject({ total: 0, rows: [], nodes: { length: 0 } })
  })

  it('shares one buffer per column, so that it can be transferred whole', () => {
    const { rows } = layout(deepProfile(20))
    for (const column of ['start', 'end', 'node'] as const)
      expect(new Set(rows.map((row) => row[column].buffer)).size).toBe(1)
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
        const { rows, nodes } = layoutLeftHeavy(profile)
        for (const row of rows) {
          for (let slot = 1; slot < row.length; slot++) {
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
        const { nodes } = layoutLeftHeavy(profile)
        expect(nodes.parent).toEqual(profile.stacks.parent)
        expect(nodes.frame).toEqual(profile.stacks.frame)
      }),
    )
  })
})
