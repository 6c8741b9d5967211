import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { anyProfile, deepProfile } from '../../../../../test/fixtures/profiles/arbitrary.ts'
import { callTree, drawnTree } from '#shared/profile/tables/index.ts'
import { initiallyUnfolded, tableStep, unfoldedTo, visibleRows } from './table-rows.ts'

//  0 root
//  1 left (20)          2 right (30)        5 never (0)
//                       3 a (10)  4 b (15)
function profile() {
  const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['only'] })
  const stack = (name: string, parent: number): number => build.stack(build.addFrame({ name }), parent)
  const root = stack('root', -1)
  build.addSample(stack('left', root), 20)
  const right = stack('right', root)
  build.addSample(stack('a', right), 10)
  build.addSample(stack('b', right), 15)
  build.addSample(right, 5)
  build.addSample(stack('never', root), 0)
  return build.finish()
}
const tree = drawnTree(layoutTimeOrder(profile()))

describe('visibleRows', () => {
  it('is the unfolded part of the tree, top to bottom', () => {
    expect(visibleRows(tree, new Set())).toEqual([0])
    expect(visibleRows(tree, new Set([0]))).toEqual([0, 1, 2, 5])
    expect(visibleRows(tree, initiallyUnfolded(tree))).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('follows the order of the chart, what has no width last', () => {
    const heavy = drawnTree(layoutLeftHeavy(profile()))
    expect(visibleRows(heavy, initiallyUnfolded(heavy))).toEqual([0, 2, 4, 3, 1, 5])
  })

  it('shows every node once when all are unfolded', () => {
    fc.assert(
      fc.property(anyProfile(), (any) => {
        const layout = layoutTimeOrder(any)
        const all = visibleRows(drawnTree(layout), new Set(layout.paths.depth.keys()))
        expect(all.toSorted((a, b) => a - b)).toEqual([...layout.paths.depth.keys()])
      }),
    )
  })

  it('reaches 50,000 levels down', () => {
    const deep = callTree(layoutTimeOrder(deepProfile(50_000)).paths)
    const unfolded = unfoldedTo(deep, new Set(), 49_999)
    expect(visibleRows(deep, unfolded)).toHaveLength(50_000)
  })

  it('unfolds only the heavy part of a large tree', () => {
    const deep = callTree(layoutTimeOrder(deepProfile(1000)).paths)
    expect(initiallyUnfolded(deep).size).toBe(991)
  })
})

describe('unfoldedTo', () => {
  it('unfolds what is above, and is the same set when that is so already', () => {
    expect([...unfoldedTo(tree, new Set(), 4)]).toEqual([2, 0])
    const enough = new Set([0, 2])
    expect(unfoldedTo(tree, enough, 4)).toBe(enough)
  })
})

describe('tableStep', () => {
  const unfolded = new Set([0, 2])
  const step = (key: string, selected: number | null, open = unfolded) =>
    tableStep(key, {
      tree,
      unfolded: open,
      visible: visibleRows(tree, open),
      selected,
      page: 3,
    })

  it('moves up and down, by pages and to the ends', () => {
    expect(step('ArrowDown', null)).toEqual({ kind: 'select', row: 0 })
    expect(step('ArrowDown', 2)).toEqual({ kind: 'select', row: 3 })
    expect(step('ArrowUp', 5)).toEqual({ kind: 'select', row: 4 })
    expect(step('ArrowUp', 0)).toBeNull()
    expect(step('PageDown', 1)).toEqual({ kind: 'select', row: 4 })
    expect(step('PageUp', 4)).toEqual({ kind: 'select', row: 1 })
    expect(step('Home', 4)).toEqual({ kind: 'select', row: 0 })
    expect(step('End', 0)).toEqual({ kind: 'select', row: 5 })
  })

  it('unfolds and goes in, folds and goes out', () => {
    expect(step('ArrowRight', 2, new Set([0]))).toEqual({ kind: 'fold', row: 2, unfold: true })
    expect(step('ArrowRight', 2)).toEqual({ kind: 'select', row: 3 })
    expect(step('ArrowRight', 3)).toBeNull()
    expect(step('ArrowLeft', 2)).toEqual({ kind: 'fold', row: 2, unfold: false })
    expect(step('ArrowLeft', 3)).toEqual({ kind: 'select', row: 2 })
    expect(step('ArrowLeft', 0, new Set())).toBeNull()
  })

  it('leaves other keys alone', () => {
    expect(step('x', 2)).toBeNull()
  })
})
