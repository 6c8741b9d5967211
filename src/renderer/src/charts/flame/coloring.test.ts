import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { layoutDifference } from '#shared/profile/layouts/difference.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import type { Profile } from '#shared/profile/model.ts'
import { colorsBy } from './coloring.ts'
import { firstDifferenceColor } from './colors.ts'
import { changeOf, changeWords, differenceColoring, differenceLegend } from './difference-coloring.ts'

function profileOf(weights: Record<string, number>, fileOf = (name: string) => `${name}.js`): Profile {
  const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['app', 'node'] })
  for (const [name, weight] of Object.entries(weights)) {
    const frame = build.addFrame({ name, file: fileOf(name), category: name.startsWith('node') ? 1 : 0 })
    build.addSample(build.stack(frame, -1), weight)
  }
  return build.finish()
}

describe('colorsBy', () => {
  it('names the categories that are there', () => {
    const profile = profileOf({ a: 1, b: 2 })
    const { coloring, legend } = colorsBy('category', profile, layoutLeftHeavy(profile).paths)
    expect(coloring.colors).toEqual(Uint8Array.of(2, 2))
    expect(legend).toEqual([{ name: 'app', color: 'join' }])
  })

  it('gives the heaviest modules a colour each, and the others one together', () => {
    const weights = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}`, i]))
    const profile = profileOf(weights, (name) => (name === 'f3' || name === 'f4' ? 'big.js' : `${name}.js`))
    const { coloring, legend } = colorsBy('module', profile, layoutLeftHeavy(profile).paths)
    expect(legend.map(({ name }) => name)).toEqual([
      'f11.js',
      'f10.js',
      'f9.js',
      'f8.js',
      'big.js',
      'f7.js',
      'f6.js',
      'others',
    ])
    expect(new Set(legend.map(({ color }) => color)).size).toBe(8)
    expect(coloring.colors[3]).toBe(coloring.colors[4])
    expect(coloring.colors[0]).toBe(coloring.colors[1])
  })

  it('gives the same name the same colour, whatever the profile', () => {
    const one = profileOf({ parse: 1, render: 2 })
    const other = profileOf({ render: 2 })
    const [of, ofOther] = [one, other].map(
      (profile) => colorsBy('name', profile, layoutLeftHeavy(profile).paths).coloring.colors,
    )
    expect(of?.[1]).toBe(ofOther?.[0])
  })
})

describe('the colours of a difference', () => {
  const before = profileOf({ gone: 100, half: 100, same: 100, more: 100 })
  const after = profileOf({ half: 50, same: 101, more: 130, fresh: 100 })
  const difference = layoutDifference(before, after, { scale: 'absolute', width: 'both' })
  const { frames } = difference
  const of = (name: string): number =>
    difference.columns.nodes.frame.findIndex((frame) => frames.name[frame] === name)

  it('say how much, in seven steps', () => {
    const names = ['gone', 'half', 'same', 'more', 'fresh']
    expect(names.map((name) => changeOf(difference, of(name)))).toEqual([-3, -3, 0, 2, 3])
    expect(differenceLegend).toHaveLength(7)
  })

  it('say it in a hatch, a sign and a figure too', () => {
    const coloring = differenceColoring(difference)
    const cues = (name: string) => [
      (coloring.colors[of(name)] ?? 0) - firstDifferenceColor - 3,
      coloring.hatched?.[of(name)],
      coloring.signOf?.(of(name)),
      coloring.figureOf?.(of(name)),
    ]
    expect(cues('gone')).toEqual([-3, 1, '▼ ', 'gone'])
    expect(cues('half')).toEqual([-3, 1, '▼ ', '−50 %'])
    expect(cues('same')).toEqual([0, 0, '', '+1.0 %'])
    expect(cues('more')).toEqual([2, 0, '▲ ', '+30 %'])
    expect(cues('fresh')).toEqual([3, 0, '▲ ', 'new'])
  })

  it('has words for changes of any size', () => {
    expect([changeWords(1, 1), changeWords(1000, 1000.01), changeWords(2, 9), changeWords(1, 99)]).toEqual([
      'same',
      'same',
      '× 4.5',
      '× 99',
    ])
  })
})
