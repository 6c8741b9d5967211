import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import type { FlamePaths } from '../layout.ts'
import { layoutSandwich } from '../layouts/sandwich.ts'
import type { Profile } from '../model.ts'
import { pathsOf } from '../paths.ts'
import { bottomUp, callTree, functionTable, neighboursOf, type RowTree } from './index.ts'

/** Samples as text: the names of the frames from the root down, letters a to f. */
function samplesOf(profile: Profile): { path: string; weight: number }[] {
  return Array.from(profile.samples.weight, (weight, sample) => {
    let path = ''
    for (let at = profile.samples.stack[sample] ?? -1; at >= 0; at = profile.stacks.parent[at] ?? -1)
      path = (profile.frames.name[profile.stacks.frame[at] ?? -1] ?? '') + path
    return { path, weight }
  })
}

const sumOf = (samples: { path: string; weight: number }[], fits: (path: string) => boolean): number =>
  samples.reduce((sum, { path, weight }) => sum + (fits(path) ? weight : 0), 0)

const prepared = (profile: Profile): { paths: FlamePaths; frames: number } => ({
  paths: pathsOf(profile).paths,
  frames: profile.frames.length,
})

/** All rows, unfolded, with the names from the row's root on. */
function unfolded(tree: RowTree, profile: Profile) {
  const rows: { names: string; self: number; total: number; depth: number; share: number }[] = []
  const pending = Array.from(tree.roots(), (row) => ({ row, above: '' }))
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { row, above } = next
    const names = above + (profile.frames.name[tree.frameOf(row)] ?? '')
    rows.push({
      names,
      self: tree.selfOf(row),
      total: tree.totalOf(row),
      depth: tree.depthOf(row),
      share: tree.shareOf(row),
    })
    const children = Array.from(tree.childrenOf(row))
    expect(tree.hasChildren(row)).toBe(children.length > 0)
    for (const child of children) {
      expect(tree.parentOf(child)).toBe(row)
      pending.push({ row: child, above: names })
    }
  }
  return rows
}

describe('functionTable', () => {
  it('is what the samples say, recursion counted once', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const samples = samplesOf(profile)
        const { paths, frames } = prepared(profile)
        const table = functionTable(paths, frames)
        const names = Array.from(table.frame, (frame) => profile.frames.name[frame] ?? '')
        expect(names.toSorted()).toEqual([...new Set(samples.flatMap(({ path }) => path.split('')))].sort())
        for (const [row, name] of names.entries()) {
          expect(table.self[row]).toBe(sumOf(samples, (path) => path.endsWith(name)))
          expect(table.total[row]).toBe(sumOf(samples, (path) => path.includes(name)))
          if (row > 0) expect(table.total[row - 1]).toBeGreaterThanOrEqual(table.total[row] ?? 0)
        }
      }),
    )
  })

  it('counts 50,000 calls inside each other once', () => {
    const { paths, frames } = prepared(deepProfile(50_000))
    const table = functionTable(paths, frames)
    expect([table.length, table.self[0], table.total[0], table.paths[0]]).toEqual([1, 50_000, 50_000, 50_000])
  })
})

describe('neighboursOf', () => {
  it('is the first level of callers and callees of the sandwich', () => {
    fc.assert(
      fc.property(anyProfile(), fc.nat(5), (profile, frame) => {
        const { paths } = prepared(profile)
        const { callers, callees } = neighboursOf(paths, frame)
        const sandwich = layoutSandwich('count', paths, frame)
        const below = ({ nodes }: (typeof sandwich)['callers']) =>
          [...nodes.total.keys()]
            .filter((node) => nodes.parent[node] === 0)
            .map((node) => ({ frame: nodes.frame[node], weight: nodes.total[node] }))
            .sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0) || (a.frame ?? 0) - (b.frame ?? 0))
        expect(callers.filter((each) => each.frame >= 0)).toEqual(below(sandwich.callers))
        expect(callees).toEqual(below(sandwich.callees))
        expect(callers.reduce((sum, { weight }) => sum + weight, 0)).toBe(sandwich.total)
      }),
    )
  })
})

describe('callTree', () => {
  it('has every path with what it took, heaviest first', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const samples = samplesOf(profile)
        const tree = callTree(prepared(profile).paths)
        const rows = unfolded(tree, profile)
        expect(rows).toHaveLength(profile.stacks.length)
        for (const { names, self, total, depth, share } of rows) {
          expect(self).toBe(sumOf(samples, (path) => path === names))
          expect(total).toBe(sumOf(samples, (path) => path.startsWith(names)))
          expect(depth).toBe(names.length - 1)
          expect(share).toBe(total === 0 ? 0 : total / sumOf(samples, () => true))
        }
        const roots = Array.from(tree.roots(), (row) => tree.totalOf(row))
        expect(roots).toEqual(roots.toSorted((a, b) => b - a))
      }),
    )
  })
})

describe('bottomUp', () => {
  it('has every chain of callers with what its function took', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const samples = samplesOf(profile).filter(({ weight }) => weight > 0)
        const { paths, frames } = prepared(profile)
        const rows = unfolded(bottomUp(paths, frames), profile)
        const expected = new Map<string, { self: number; total: number }>()
        for (const { path, weight } of samples) {
          const whole = new Set<string>()
          for (let to = 1; to <= path.length; to++) {
            for (let from = 0; from < to; from++) {
              const chain = path.slice(from, to).split('').reverse().join('')
              whole.add(chain)
              if (to === path.length) {
                const entry = expected.get(chain) ?? { self: 0, total: 0 }
                entry.self += weight
                expected.set(chain, entry)
              }
            }
          }
          for (const chain of whole) {
            const entry = expected.get(chain) ?? { self: 0, total: 0 }
            entry.total += weight
            expected.set(chain, entry)
          }
        }
        expect(new Map(rows.map(({ names, self, total }) => [names, { self, total }]))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('goes up 50,000 callers', () => {
    const { paths, frames } = prepared(deepProfile(50_000))
    const tree = bottomUp(paths, frames)
    let row = tree.roots()[0] ?? -1
    expect([tree.selfOf(row), tree.totalOf(row)]).toEqual([50_000, 50_000])
    for (let step = 0; step < 50; step++) row = tree.childrenOf(row)[0] ?? -1
    expect([tree.depthOf(row), tree.selfOf(row), tree.totalOf(row)]).toEqual([50, 49_950, 49_950])
  })
})
