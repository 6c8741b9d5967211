import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { pathsOf } from '../paths.ts'
import { ancestorAt, jumpsOf, sharedCalls } from './ancestry.ts'

describe('ancestry', () => {
  it('is what climbing parent by parent finds', () => {
    fc.assert(
      fc.property(anyProfile(), (profile) => {
        const { paths } = pathsOf(profile)
        const ancestry = { ...paths, jump: jumpsOf(paths) }
        const climbed = Array.from({ length: paths.length }, (_, row) => {
          const path: number[] = []
          for (let at = row; at >= 0; at = paths.parent[at] ?? -1) path.unshift(at)
          return path
        })
        for (const path of climbed)
          for (const [depth, row] of path.entries())
            expect(ancestorAt(ancestry, path.at(-1) ?? -1, depth)).toBe(row)
        for (const one of climbed.slice(-40)) {
          for (const other of climbed.slice(0, 40)) {
            const shared = one.filter((row, depth) => other[depth] === row).length
            expect(sharedCalls(ancestry, one.at(-1) ?? -1, other.at(-1) ?? -1)).toBe(shared)
          }
        }
      }),
    )
  })

  it('takes few steps up 50,000 levels', () => {
    const { paths } = pathsOf(deepProfile(50_000))
    const jump = jumpsOf(paths)
    let steps = 0
    for (let at = 49_999; at > 0; steps++) {
      const far = jump[at] ?? -1
      at = far >= 1 ? far : (paths.parent[at] ?? -1)
    }
    expect(steps).toBeLessThan(40)
    expect(sharedCalls({ ...paths, jump }, 49_999, 123)).toBe(124)
    expect(sharedCalls({ ...paths, jump }, -1, 123)).toBe(0)
  })
})
