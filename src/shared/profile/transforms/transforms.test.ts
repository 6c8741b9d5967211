import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { layoutLeftHeavy } from '../layouts/left-heavy.ts'
import type { Profile } from '../model.ts'
import { collapseRecursion, focusOnFunction, focusOnPath, hideCategories, selectRange } from './index.ts'

/** What was seen, sample by sample: the names from the root down, and the weight. */
function seen(profile: Profile): { path: string; weight: number }[] {
  return Array.from(profile.samples.weight, (weight, sample) => ({
    path: pathOf(profile, profile.samples.stack[sample] ?? -1).join(''),
    weight,
  }))
}

function pathOf(profile: Profile, stack: number): string[] {
  const names: string[] = []
  for (let at = stack; at >= 0; at = profile.stacks.parent[at] ?? -1)
    names.unshift(profile.frames.name[profile.stacks.frame[at] ?? -1] ?? '')
  return names
}

/** The same weights, each path changed as text: frames are the letters a to f. */
function expectPaths(made: Profile, profile: Profile, change: (path: string) => string): void {
  expect(seen(made)).toEqual(seen(profile).map(({ path, weight }) => ({ path: change(path), weight })))
  expect(made.frames).toBe(profile.frames)
  expect(made.categories).toBe(profile.categories)
  const { stacks } = made
  const rows = Array.from(stacks.frame, (frame, row) => `${stacks.parent[row]}:${frame}`)
  expect(new Set(rows).size).toBe(stacks.length)
  for (const [row, parent] of stacks.parent.entries()) expect(parent).toBeLessThan(row)
}

describe('collapseRecursion', () => {
  it('makes one call of calls that follow each other', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        expectPaths(collapseRecursion(profile), profile, (path) => path.replaceAll(/(.)\1+/g, '$1'))
      }),
    )
  })

  it('makes one call of 50,000', () => {
    const made = collapseRecursion(deepProfile(50_000))
    expect(made.stacks.length).toBe(1)
    expect(layoutLeftHeavy(made).totalOf(0)).toBe(50_000)
  })
})

describe('hideCategories', () => {
  it('gives what hidden frames took to their callers', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        // b, d and f are odd.
        const made = hideCategories(profile, new Set(['odd']))
        expectPaths(made, profile, (path) => path.replaceAll(/[bdf]/g, ''))
      }),
    )
  })

  it('leaves gaps when everything is hidden, 50,000 deep too', () => {
    const made = hideCategories(deepProfile(50_000), new Set(['only']))
    expect(made.stacks.length).toBe(0)
    expect(new Set(made.samples.stack)).toEqual(new Set([-1]))
  })
})

describe('focus', () => {
  it('keeps what is below a function, from its outermost call on', () => {
    fc.assert(
      fc.property(anyProfile(), fc.nat(5), (profile, frame) => {
        const name = profile.frames.name[frame] ?? ''
        expectPaths(focusOnFunction(profile, frame), profile, (path) =>
          path.includes(name) ? path.slice(path.indexOf(name)) : '',
        )
      }),
    )
  })

  it('keeps what is below a path', () => {
    fc.assert(
      fc.property(anyProfile(), fc.nat(300), (profile, place) => {
        fc.pre(profile.stacks.length > 0)
        const stack = place % profile.stacks.length
        const root = pathOf(profile, stack).join('')
        expectPaths(focusOnPath(profile, stack), profile, (path) =>
          path.startsWith(root) ? path.slice(root.length - 1) : '',
        )
      }),
    )
  })

  it('reaches 50,000 levels down', () => {
    expect(focusOnPath(deepProfile(50_000), 49_000).stacks.length).toBe(1000)
    expect(focusOnFunction(deepProfile(50_000), 0).stacks.length).toBe(50_000)
  })
})

describe('selectRange', () => {
  it('keeps what was seen in the range, samples at its edges in part', () => {
    fc.assert(
      fc.property(anyProfile(), fc.nat(1300), fc.nat(1300), (profile, a, b) => {
        // Halves, so that the edges lie within samples too.
        const [from = 0, to = 0] = [a / 2, b / 2].sort((x, y) => x - y)
        const made = selectRange(profile, from, to)
        let cursor = 0
        const expected = seen(profile).flatMap(({ path, weight }) => {
          const start = Math.max(cursor, from)
          cursor += weight
          const part = Math.min(cursor, to) - start
          return part > 0 ? [{ path, weight: part }] : []
        })
        expect(seen(made).filter(({ weight }) => weight > 0)).toEqual(expected)
        expect(made.stacks).toBe(profile.stacks)
      }),
    )
  })

  it('keeps everything of the whole range, to the last digit', () => {
    fc.assert(
      fc.property(anyProfile({ fractions: true }), (profile) => {
        const timed = seen(profile).filter(({ weight }) => weight > 0)
        const made = selectRange(profile, 0, Infinity)
        expect(seen(made).filter(({ weight }) => weight > 0)).toEqual(timed)
      }),
    )
  })
})
