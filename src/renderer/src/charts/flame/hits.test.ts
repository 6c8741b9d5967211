import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import { cornerOf, nodeUnder, rangeBetween } from './hits.ts'
import { rowHeight } from './viewport.ts'

//  0 root (100)
//  1 wide (60)   2 narrow (0.5)   3 gone (0)
const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['only'] })
const stack = (name: string, parent: number): number => build.stack(build.addFrame({ name }), parent)
const root = stack('root', -1)
build.addSample(stack('wide', root), 60)
build.addSample(root, 9.5)
build.addSample(stack('narrow', root), 0.5)
build.addSample(stack('gone', root), 0)
build.addSample(root, 30)
const layout = layoutTimeOrder(build.finish())
const scene = {
  layout,
  direction: 'icicle' as const,
  viewport: { start: 0, end: 100, scrollTop: 0 },
  width: 200,
  height: 20 * rowHeight,
  ratio: 2,
}

describe('nodeUnder', () => {
  it('is the bar at a point', () => {
    expect(nodeUnder(scene, { x: 99, y: 3 })).toBe(0)
    expect(nodeUnder(scene, { x: 30, y: rowHeight + 3 })).toBe(1)
    expect(nodeUnder(scene, { x: 90, y: rowHeight + 3 })).toBeNull()
    expect(nodeUnder(scene, { x: 30, y: 3 * rowHeight })).toBeNull()
  })

  it('reaches a pixel to either side', () => {
    for (const x of [68.6, 69.7, 70.6]) expect(nodeUnder(scene, { x, y: rowHeight + 3 })).toBe(2)
    expect(nodeUnder(scene, { x: 72, y: rowHeight + 3 })).toBeNull()
  })
})

describe('rangeBetween', () => {
  it('is in order and within the chart', () => {
    expect(rangeBetween(scene, 70, 20)).toEqual({ from: 20, to: 70 })
    expect(rangeBetween(scene, -50, 500)).toEqual({ from: 0, to: 100 })
  })
})

describe('cornerOf', () => {
  it('is below a bar, where it comes into sight', () => {
    expect(cornerOf(scene, 2)).toEqual({ x: 69.5, y: 2 * rowHeight - 1 })
    expect(cornerOf({ ...scene, viewport: { start: 10, end: 20, scrollTop: 0 } }, 1)).toEqual({
      x: 0,
      y: 2 * rowHeight - 1,
    })
    expect(cornerOf(scene, 3)).toEqual({ x: 0, y: 0 })
  })
})
