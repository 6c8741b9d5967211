import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { ProfileBuilder } from '../build.ts'
import type { Profile } from '../model.ts'
import { treeLayout } from '../tree-layout.ts'
import { type Difference, layoutDifference } from './difference.ts'

function weightsByNames(profile: Profile): Map<string, { self: number; total: number }> {
  const weights = new Map<string, { self: number; total: number }>()
  const at = (names: string) => {
    const found = weights.get(names) ?? { self: 0, total: 0 }
    weights.set(names, found)
    return found
  }
  for (const [sample, weight] of profile.samples.weight.entries()) {
    let names = ''
    for (let row = profile.samples.stack[sample] ?? -1; row >= 0; row = profile.stacks.parent[row] ?? -1)
      names = (profile.frames.name[profile.stacks.frame[row] ?? -1] ?? '') + names
    at(names).self += weight
    for (let to = 1; to <= names.length; to++) at(names.slice(0, to)).total += weight
  }
  return weights
}

function byNames(made: Difference) {
  const { nodes } = made.columns
  const names: string[] = []
  const found = new Map<string, { before: number; after: number; beforeSelf: number; afterSelf: number }>()
  for (let node = 0; node < nodes.length; node++) {
    names[node] = (names[nodes.parent[node] ?? -1] ?? '') + made.frames.name[nodes.frame[node] ?? -1]
    found.set(names[node] ?? '', {
      before: made.before[node] ?? 0,
      after: made.after[node] ?? 0,
      beforeSelf: made.beforeSelf[node] ?? 0,
      afterSelf: made.afterSelf[node] ?? 0,
    })
  }
  return found
}

function functions(list: [name: string, file: string, line: number][]): Profile {
  const build = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['app'] })
  for (const [name, file, line] of list)
    build.addSample(build.stack(build.addFrame({ name, file, line }), -1), 1)
  return build.finish()
}

/** What each path has before and after. */
function matched(before: Profile, after: Profile): [before: number, after: number][] {
  const made = layoutDifference(before, after, { scale: 'absolute', width: 'both' })
  return [...made.before].map((weight, node) => [weight, made.after[node] ?? 0])
}

describe('layoutDifference', () => {
  it('has what either profile has of every path', () => {
    fc.assert(
      fc.property(anyProfile(), anyProfile(), (before, after) => {
        const made = layoutDifference(before, after, { scale: 'absolute', width: 'both' })
        const one = weightsByNames(before)
        const other = weightsByNames(after)
        const expected = new Map(
          [...one.keys(), ...other.keys()].map((names) => [
            names,
            {
              before: one.get(names)?.total ?? 0,
              after: other.get(names)?.total ?? 0,
              beforeSelf: one.get(names)?.self ?? 0,
              afterSelf: other.get(names)?.self ?? 0,
            },
          ]),
        )
        expect(byNames(made)).toEqual(expected)
        expect(made.columns.total).toBe(made.beforeTotal + made.afterTotal)
        for (const [node, total] of made.columns.nodes.total.entries())
          expect(total).toBe((made.before[node] ?? 0) + (made.after[node] ?? 0))
      }),
    )
  })

  it('can be as wide as one of them', () => {
    fc.assert(
      fc.property(anyProfile(), anyProfile(), (before, after) => {
        const width = (wanted: 'before' | 'after') =>
          layoutDifference(before, after, { scale: 'absolute', width: wanted })
        expect(width('before').columns.total).toBe(width('before').beforeTotal)
        expect([...width('after').columns.nodes.total]).toEqual([...width('after').after])
      }),
    )
  })

  it('makes both as heavy where shares are compared', () => {
    fc.assert(
      fc.property(anyProfile(), anyProfile(), (before, after) => {
        const made = layoutDifference(before, after, { scale: 'share', width: 'both' })
        if (made.beforeTotal === 0 || made.afterTotal === 0) return
        expect(made.columns.total).toBeCloseTo(2 * made.beforeTotal, 6)
        expect(made.factor).toBeCloseTo(made.beforeTotal / made.afterTotal, 12)
      }),
    )
  })

  it('says that nothing changed of twice the same', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const made = layoutDifference(profile, profile, { scale: 'share', width: 'both' })
        expect(made.before).toEqual(made.after)
        expect(made.frames.length).toBe(profile.frames.length)
      }),
    )
  })

  it('knows functions whose lines or folders have moved', () => {
    const before = functions([
      ['f', '/home/a/x.js', 1],
      ['(anonymous)', '/home/a/x.js', 10],
      ['(anonymous)', '/home/a/x.js', 20],
    ])
    const after = functions([
      ['f', '/srv/x.js', 11],
      ['(anonymous)', '/srv/x.js', 20],
      ['(anonymous)', '/srv/x.js', 30],
    ])
    expect(matched(before, after)).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ])
  })

  it('keeps functions at the same place together where others came in between', () => {
    const before = functions([
      ['(anonymous)', 'x.js', 10],
      ['(anonymous)', 'x.js', 20],
    ])
    const after = functions([
      ['(anonymous)', 'x.js', 5],
      ['(anonymous)', 'x.js', 10],
      ['(anonymous)', 'x.js', 20],
    ])
    expect(matched(before, after).sort(([a], [b]) => a - b)).toEqual([
      [0, 1],
      [1, 1],
      [1, 1],
    ])
  })

  it('knows functions of the same name in different files apart', () => {
    expect(matched(functions([['f', 'a.js', 1]]), functions([['f', 'b.js', 1]]))).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('compares 50,000 levels', () => {
    const made = layoutDifference(deepProfile(50_000), deepProfile(49_000), {
      scale: 'absolute',
      width: 'both',
    })
    expect(treeLayout(made.columns).depths).toBe(50_000)
    expect([made.before[0], made.after[0]]).toEqual([50_000, 49_000])
  })

  it('refuses to compare different units', () => {
    const other = { ...deepProfile(1), unit: 'bytes' as const }
    expect(() => layoutDifference(deepProfile(1), other, { scale: 'share', width: 'both' })).toThrow(
      'count and the other bytes',
    )
  })
})
