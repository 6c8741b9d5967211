import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import { neighbour } from './navigate.ts'

//  0 root
//  1 left (20)          2 right (30)        5 (0)
//                       3 a (10)  4 b (15)
const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['only'] })
const stack = (name: string, parent: number): number => build.stack(build.addFrame({ name }), parent)
const root = stack('root', -1)
build.addSample(stack('left', root), 20)
const right = stack('right', root)
build.addSample(stack('a', right), 10)
build.addSample(stack('b', right), 15)
build.addSample(right, 5)
build.addSample(stack('never', root), 0)
const layout = layoutTimeOrder(build.finish())

describe('neighbour', () => {
  it('begins at the first root', () => {
    expect(neighbour(layout, null, 'child')).toBe(0)
  })

  it('goes to the widest child', () => {
    expect(neighbour(layout, 0, 'child')).toBe(2)
    expect(neighbour(layout, 2, 'child')).toBe(4)
    expect(neighbour(layout, 4, 'child')).toBe(4)
  })

  it('goes to the parent, also from a node without width', () => {
    expect(neighbour(layout, 4, 'parent')).toBe(2)
    expect(neighbour(layout, 5, 'parent')).toBe(0)
    expect(neighbour(layout, 0, 'parent')).toBe(0)
  })

  it('goes along the row and stays at its ends', () => {
    expect(neighbour(layout, 1, 'next')).toBe(2)
    expect(neighbour(layout, 2, 'next')).toBe(2)
    expect(neighbour(layout, 2, 'previous')).toBe(1)
    expect(neighbour(layout, 1, 'previous')).toBe(1)
    expect(neighbour(layout, 5, 'next')).toBe(5)
  })

  it('has nowhere to go in an empty chart', () => {
    const empty = new ProfileBuilder({ name: 'x', unit: 'count', categories: [] }).finish()
    expect(neighbour(layoutTimeOrder(empty), null, 'child')).toBeNull()
  })
})
