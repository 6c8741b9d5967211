import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { type FlameLayout, noNode } from '../layout.ts'
import type { Profile } from '../model.ts'
import { pathsOf } from '../paths.ts'
import { treeLayout } from '../tree-layout.ts'
import { layoutSandwich } from './sandwich.ts'

function namesOf(profile: Profile, stack: number): string {
  let names = ''
  for (let at = stack; at >= 0; at = profile.stacks.parent[at] ?? -1)
    names = (profile.frames.name[profile.stacks.frame[at] ?? -1] ?? '') + names
  return names
}

/** The whole weight of each chain of names from the root of a layout on. */
function totalsByNames(layout: FlameLayout, profile: Profile): Map<string, number> {
  const names: string[] = []
  const totals = new Map<string, number>()
  const { paths } = layout
  for (let path = 0; path < paths.length; path++) {
    names[path] = (names[paths.parent[path] ?? -1] ?? '') + profile.frames.name[paths.frame[path] ?? -1]
    if ((paths.total[path] ?? 0) > 0) totals.set(names[path] ?? '', paths.total[path] ?? 0)
  }
  return totals
}

function add(weights: Map<string, number>, key: string, weight: number): void {
  weights.set(key, (weights.get(key) ?? 0) + weight)
}

describe('layoutSandwich', () => {
  it('has the callers and callees that the samples have', () => {
    fc.assert(
      fc.property(anyProfile(), fc.nat(5), (profile, frame) => {
        const name = profile.frames.name[frame] ?? ''
        const callers = new Map<string, number>()
        const callees = new Map<string, number>()
        let self = 0
        let total = 0
        for (const [sample, weight] of profile.samples.weight.entries()) {
          const path = namesOf(profile, profile.samples.stack[sample] ?? -1)
          const first = path.indexOf(name)
          if (first < 0 || weight === 0) continue
          total += weight
          if (path.endsWith(name)) self += weight
          for (let to = first + 1; to <= path.length; to++) add(callees, path.slice(first, to), weight)
          const upwards = Array.from(path.slice(0, first + 1))
            .reverse()
            .join('')
          for (let to = 1; to <= upwards.length; to++) add(callers, upwards.slice(0, to), weight)
        }
        const made = layoutSandwich('count', pathsOf(profile).paths, frame)
        expect(made).toMatchObject({ self, total, callersCutAt: null })
        expect(totalsByNames(treeLayout(made.callers), profile)).toEqual(callers)
        expect(totalsByNames(treeLayout(made.callees), profile)).toEqual(callees)
        expect(made.callers.total).toBe(total)
        expect(made.callees.total).toBe(total)
      }),
    )
  })

  it('counts a recursion of 50,000 calls once', () => {
    const { callers, callees, total, self } = layoutSandwich('count', pathsOf(deepProfile(50_000)).paths, 0)
    expect([total, self, callers.total, callees.total]).toEqual([50_000, 50_000, 50_000, 50_000])
    expect(treeLayout(callers).depths).toBe(1)
    expect(treeLayout(callees).depths).toBe(50_000)
  })

  it('cuts chains of callers that would take forever, and says where', () => {
    // From each of 20,000 calls that call each other a leaf is called: 200 million callers in all.
    const deep = deepProfile(20_000)
    const { paths } = pathsOf({
      ...deep,
      stacks: {
        length: 40_000,
        frame: Int32Array.from({ length: 40_000 }, (_, row) => (row < 20_000 ? 0 : 1)),
        parent: Int32Array.from({ length: 40_000 }, (_, row) => (row < 20_000 ? row - 1 : row - 20_000)),
      },
      samples: {
        length: 20_000,
        stack: Int32Array.from({ length: 20_000 }, (_, i) => i + 20_000),
        weight: new Float64Array(20_000).fill(1),
      },
    })
    const made = layoutSandwich('count', paths, 1)
    expect(made.callersCutAt).toBe(1000)
    expect(made.callers.total).toBe(20_000)
    expect(treeLayout(made.callers).depths).toBe(1001)
  })

  it('is empty for a function that was not seen', () => {
    const made = layoutSandwich('count', pathsOf(deepProfile(3)).paths, 7)
    expect(made).toMatchObject({ self: 0, total: 0 })
    expect(treeLayout(made.callers).firstEndingAfter(0, 0)).toBe(noNode)
  })
})
