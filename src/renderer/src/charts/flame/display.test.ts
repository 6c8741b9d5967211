import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '#shared/profile/build.ts'
import type { FlameLayout } from '#shared/profile/layout.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import type { Profile } from '#shared/profile/model.ts'
import { searchFrames } from '#shared/profile/search.ts'
import { buildTimeline, timelineLayout } from '#shared/profile/timeline/index.ts'
import { anyProfile } from '../../../../../test/fixtures/profiles/arbitrary.ts'
import { rowsOf } from '../../../../../test/fixtures/profiles/rows.ts'
import { colorsBy } from './coloring.ts'
import { dimColor } from './colors.ts'
import { buildDisplayList } from './display.ts'
import { createDisplayList, type DisplayList } from './display-list.ts'
import { createLabelFitter } from './labels.ts'
import { placeOf, type Scene } from './scene.ts'
import { rowHeight } from './viewport.ts'

const timelineOf = (profile: Profile): FlameLayout => timelineLayout(buildTimeline(profile))
const labels = createLabelFitter((text) => text.length * 7)

function sceneOf(profile: Profile, changes: Partial<Scene> = {}, query = ''): Scene {
  const layout = layoutTimeOrder(profile)
  return {
    layout,
    names: profile.frames.name,
    coloring: colorsBy('category', profile, layout.paths).coloring,
    matched: query === '' ? null : searchFrames(profile.frames, query).matched,
    direction: 'icicle',
    viewport: { start: 0, end: layout.total, scrollTop: 0 },
    width: 1000,
    height: 10 * rowHeight,
    ratio: 1,
    labels,
    formatValue: (value) => `${value} u`,
    ...changes,
  }
}

function shown(scene: Scene): DisplayList {
  const list = createDisplayList()
  buildDisplayList(list, scene)
  return list
}

interface Rectangle {
  color: number
  x: number
  y: number
  width: number
}

function rectanglesOf(list: DisplayList): Rectangle[] {
  return list.colors.flatMap(({ length, x, y, width }, color) =>
    Array.from({ length }, (_, i) => ({ color, x: x[i] ?? -1, y: y[i] ?? -1, width: width[i] ?? -1 })),
  )
}

/** A root over children of the weights given, each of its own category in turn. */
function rowOf(weights: readonly number[], names: readonly string[] = []): Profile {
  const build = new ProfileBuilder({ name: 'row', unit: 'count', categories: ['scan', 'index', 'join'] })
  const root = build.stack(build.addFrame({ name: 'root' }), -1)
  for (const [i, weight] of weights.entries()) {
    const frame = build.addFrame({ name: names[i] ?? `child ${i}`, category: i % 3 })
    build.addSample(build.stack(frame, root), weight)
  }
  return build.finish()
}

describe('buildDisplayList', () => {
  it('draws bars with a gap of one pixel', () => {
    const list = shown(sceneOf(rowOf([600, 300, 100])))
    expect(list.barHeight).toBe(rowHeight - 1)
    expect(rectanglesOf(list)).toEqual([
      { color: 0, x: 0, y: 0, width: 999 },
      { color: 0, x: 0, y: rowHeight, width: 599 },
      { color: 1, x: 600, y: rowHeight, width: 299 },
      { color: 2, x: 900, y: rowHeight, width: 99 },
    ])
  })

  it('is as sharp as the screen', () => {
    const list = shown(sceneOf(rowOf([500.25, 499.75]), { width: 2000, height: 480, ratio: 2 }))
    expect(list.barHeight).toBe(2 * rowHeight - 2)
    expect(rectanglesOf(list).map(({ x, width }) => [x, width])).toEqual([
      [0, 1998],
      [0, 999],
      [1001, 997],
    ])
  })

  it('stands a flame on its head', () => {
    const list = shown(sceneOf(rowOf([1, 1]), { direction: 'flame' }))
    expect(rectanglesOf(list).map(({ y }) => y / rowHeight)).toEqual([9, 8, 8])
  })

  it('leaves out what is out of sight', () => {
    const scene = sceneOf(rowOf([100, 100, 100, 100]), {
      viewport: { start: 110, end: 190, scrollTop: 0 },
    })
    // The root and the one child that fills the window, both beyond its edges on either side.
    const rectangles = rectanglesOf(shown(scene))
    expect(rectangles.map(({ y }) => y)).toEqual([0, rowHeight])
    for (const { x, width } of rectangles) {
      expect(x).toBeLessThan(0)
      expect(x + width).toBeGreaterThanOrEqual(1000)
    }
    const scrolled = { ...scene, height: rowHeight, viewport: { start: 0, end: 400, scrollTop: rowHeight } }
    expect(rectanglesOf(shown(scrolled)).map(({ y }) => y)).toEqual([0, 0, 0, 0])
  })

  it('merges what is too narrow to see, and never more than the window holds', () => {
    const scene = sceneOf(rowOf(Array.from({ length: 100_000 }, () => 1)))
    const rectangles = rectanglesOf(shown(scene)).filter(({ y }) => y > 0)
    expect(rectangles.length).toBeLessThanOrEqual(1000)
    expect(rectangles.reduce((sum, { width }) => sum + width, 0)).toBe(1000)
  })

  it('makes one rectangle of neighbouring columns of one colour', () => {
    const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['scan'] })
    const frames = [0, 1].map((i) => build.addFrame({ name: `${i}` }))
    for (let i = 0; i < 50_000; i++) build.addSample(build.stack(frames[i % 2] ?? 0, -1), 1)
    expect(rectanglesOf(shown(sceneOf(build.finish())))).toEqual([{ color: 0, x: 0, y: 0, width: 1000 }])
  })

  it('shows a match in any column it is in', () => {
    const weights = Array.from({ length: 100_000 }, () => 1)
    const names = weights.map((_, i) => (i === 43_217 ? 'needle' : 'hay'))
    const list = shown(sceneOf(rowOf(weights, names), {}, 'needle'))
    const bright = rectanglesOf(list).filter(({ color }) => color !== dimColor)
    expect(bright).toEqual([{ color: 43_217 % 3, x: 432, y: rowHeight, width: 1 }])
  })

  it('shows a match in any column of a timeline, in as many pictures as it takes', () => {
    const weights = Array.from({ length: 3_000_000 }, () => 1)
    const names = ['hay', 'needle']
    const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['scan', 'sort'] })
    const root = build.stack(build.addFrame({ name: 'root' }), -1)
    const [hay = 0, needle = 0] = names.map((name) =>
      build.stack(build.addFrame({ name, category: 1 }), root),
    )
    const other = build.stack(build.addFrame({ name: 'straw', category: 1 }), root)
    for (const i of weights.keys()) build.addSample(i === 1_296_510 ? needle : i % 2 === 0 ? hay : other, 1)
    const profile = build.finish()
    const scene = sceneOf(profile, { layout: timelineOf(profile) }, 'needle')
    const list = createDisplayList()
    let pictures = 0
    do {
      buildDisplayList(list, scene)
      pictures++
    } while (list.unfinished)
    expect(pictures).toBeGreaterThan(1)
    const bright = rectanglesOf(list).filter(({ color }) => color !== dimColor)
    expect(bright).toEqual([{ color: 4, x: 432, y: rowHeight, width: 1 }])
  })

  it('draws a timeline with no more columns than the window has', () => {
    const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['scan', 'sort'] })
    const frames = [0, 1].map((category) => build.addFrame({ name: 'f', category }))
    for (let i = 0; i < 50_000; i++) {
      let stack = -1
      for (let depth = 0; depth < 1 + (i % 4); depth++)
        stack = build.stack(frames[(i >> depth) % 2] ?? 0, stack)
      build.addSample(stack, 1)
    }
    const profile = build.finish()
    const rectangles = rectanglesOf(shown(sceneOf(profile, { layout: timelineOf(profile) })))
    for (const [, row] of Map.groupBy(rectangles, ({ y }) => y)) {
      expect(row.length).toBeLessThanOrEqual(1000)
      expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(1000)
    }
  })

  it('gives a wide frame among narrow ones its whole place', () => {
    const narrow = Array.from({ length: 1000 }, () => 0.1)
    const list = shown(sceneOf(rowOf([...narrow, 800, ...narrow])))
    expect(rectanglesOf(list)).toContainEqual({ color: 1000 % 3, x: 100, y: rowHeight, width: 799 })
  })

  it('leaves no frame out, and nothing overlaps', () => {
    fc.assert(
      fc.property(
        anyProfile({ fractions: true }),
        fc.constantFrom(layoutLeftHeavy, layoutTimeOrder, timelineOf),
        fc.integer({ min: 5, max: 300 }),
        fc.constantFrom(1, 1.25, 2, 3),
        (profile, layOut, width, ratio) => {
          const layout: FlameLayout = layOut(profile)
          const scene = sceneOf(profile, { layout, width, height: 2000, ratio })
          const drawn = Map.groupBy(rectanglesOf(shown(scene)), ({ y }) => y)
          expect(drawn.size).toBe(layout.depths)
          for (const [depth, row] of rowsOf(layout).entries()) {
            const y = Math.round(depth * rowHeight * ratio)
            const rectangles = (drawn.get(y) ?? []).toSorted((a, b) => a.x - b.x)
            for (const [i, each] of rectangles.entries()) {
              expect(each.width).toBeGreaterThan(0)
              const before = rectangles[i - 1]
              expect(each.x).toBeGreaterThanOrEqual(before === undefined ? 0 : before.x + before.width)
            }
            for (let slot = 0; slot < row.node.length; slot++) {
              const left = Math.round(((row.start[slot] ?? 0) / layout.total) * width)
              const right = Math.round(((row.end[slot] ?? 0) / layout.total) * width)
              // Within a column and its gap: that is how far a narrow frame may give way.
              const near = 2 * Math.round(ratio)
              expect(
                rectangles.some((each) => each.x <= right + near && each.x + each.width + near >= left),
              ).toBe(true)
            }
          }
        },
      ),
    )
  })

  it('draws nothing of an empty profile', () => {
    expect(rectanglesOf(shown(sceneOf(rowOf([0, 0]))))).toEqual([])
  })
})

describe('labels', () => {
  it('name the bar, with its value at the right where there is room', () => {
    const { labels: made } = shown(sceneOf(rowOf([900, 70, 30])))
    const middle = Math.round((rowHeight - 1) / 2)
    expect(made).toEqual([
      { text: 'root', x: 6, y: middle, kind: 'name', dim: false },
      { text: '1000 u', x: 993, y: middle, kind: 'value', dim: false },
      { text: 'child 0', x: 6, y: rowHeight + middle, kind: 'name', dim: false },
      { text: '900 u', x: 893, y: rowHeight + middle, kind: 'value', dim: false },
      { text: 'child 1', x: 906, y: rowHeight + middle, kind: 'name', dim: false },
    ])
  })

  it('stand where a bar comes into sight, and are dimmed with it', () => {
    const scene = sceneOf(rowOf([500, 500]), { viewport: { start: 400, end: 600, scrollTop: 0 } }, 'child 1')
    const names = shown(scene).labels.filter(({ kind }) => kind === 'name')
    expect(names.map(({ text, x, dim }) => [text, x, dim])).toEqual([
      ['root', 6, true],
      ['child 0', 6, true],
      ['child 1', 506, false],
    ])
  })

  it('are capped', () => {
    const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['scan'] })
    let stack = -1
    for (let i = 0; i < 5000; i++) stack = build.stack(build.addFrame({ name: `frame ${i}` }), stack)
    build.addSample(stack, 1)
    const list = shown(sceneOf(build.finish(), { height: 5000 * rowHeight }))
    expect(list.labels.length).toBeLessThanOrEqual(2501)
    expect(rectanglesOf(list)).toHaveLength(5000)
  })
})

describe('placeOf', () => {
  it('is where the bar is drawn', () => {
    const scene = sceneOf(rowOf([600, 400]))
    expect(placeOf(scene, { depth: 1, start: 600, end: 1000 })).toEqual({
      x: 600,
      y: rowHeight,
      width: 399,
      height: rowHeight - 1,
    })
  })

  it('is nothing out of sight, and never without a width', () => {
    const scene = sceneOf(rowOf([600, 400]), { viewport: { start: 0, end: 100, scrollTop: 0 } })
    expect(placeOf(scene, { depth: 1, start: 600, end: 1000 })).toBeNull()
    expect(placeOf(scene, { depth: 30, start: 0, end: 50 })).toBeNull()
    expect(placeOf(scene, { depth: 1, start: 50, end: 50.0001 })).toMatchObject({ x: 500, width: 1 })
  })
})
