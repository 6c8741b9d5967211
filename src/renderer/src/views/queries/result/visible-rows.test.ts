import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleNode } from '../../../../../../test/fixtures/queries/sample-plan.ts'
import type { TableSortKey } from '#renderer/stores/queries/documents.ts'
import { ancestorsOf, childrenOf, visibleRows, withNodeRevealed } from './visible-rows.ts'

//   0 ─┬─ 1 ─── 2
//      └─ 3 ─┬─ 4
//            └─ 5
const nodes = [
  sampleNode(0, null, { exclusiveMs: 1 }),
  sampleNode(1, 0, { exclusiveMs: 2 }),
  sampleNode(2, 1, { exclusiveMs: 9 }),
  sampleNode(3, 0, { exclusiveMs: 5 }),
  sampleNode(4, 3),
  sampleNode(5, 3, { exclusiveMs: 3 }),
]
const asPlanned = { key: 'plan', descending: false } as const
const none: ReadonlySet<number> = new Set()

function rows(sort: { key: TableSortKey; descending: boolean }, collapsed = none): number[] {
  return visibleRows(nodes, childrenOf(nodes), { sort, collapsed })
}

describe('the rows of the plan table', () => {
  it('stand in the order of the plan', () => {
    expect(rows(asPlanned)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('leave out what is folded away', () => {
    expect(rows(asPlanned, new Set([3]))).toEqual([0, 1, 2, 3])
    expect(rows(asPlanned, new Set([0]))).toEqual([0])
  })

  it('sort siblings only, those without a figure last', () => {
    expect(rows({ key: 'exclusiveMs', descending: true })).toEqual([0, 3, 5, 4, 1, 2])
    expect(rows({ key: 'exclusiveMs', descending: false })).toEqual([0, 1, 2, 3, 5, 4])
  })

  it('show every node once, below its parent, however they are sorted', () => {
    const tree = fc.array(fc.tuple(fc.nat(), fc.option(fc.nat(), { nil: undefined })), { maxLength: 60 })
    fc.assert(
      fc.property(tree, fc.boolean(), (drawn, descending) => {
        const made = drawn.map(([pick, exclusiveMs], id) =>
          sampleNode(id, id === 0 ? null : pick % id, exclusiveMs === undefined ? {} : { exclusiveMs }),
        )
        const sort = { key: 'exclusiveMs', descending } as const
        const shown = visibleRows(made, childrenOf(made), { sort, collapsed: none })
        expect(shown.toSorted((a, b) => a - b)).toEqual(made.map((node) => node.id))
        for (const node of made) {
          if (node.parentId !== null)
            expect(shown.indexOf(node.parentId)).toBeLessThan(shown.indexOf(node.id))
        }
      }),
    )
  })

  it('stand a plan deeper than the call stack', () => {
    const deep = Array.from({ length: 50_000 }, (_, id) => sampleNode(id, id === 0 ? null : id - 1))
    const shown = visibleRows(deep, childrenOf(deep), { sort: asPlanned, collapsed: none })
    expect(shown).toHaveLength(50_000)
  })

  it('bring a node to light that is selected elsewhere', () => {
    expect(ancestorsOf(nodes, 5)).toEqual([3, 0])
    expect(withNodeRevealed(nodes, new Set([1, 3]), 5)).toEqual(new Set([1]))
    expect(withNodeRevealed(nodes, none, 5)).toBe(none)
  })
})
