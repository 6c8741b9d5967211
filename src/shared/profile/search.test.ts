import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutLeftHeavy } from './layouts/left-heavy.ts'
import { layoutTimeOrder } from './layouts/time-order.ts'
import { matchedShare, parseSearch, searchFrames, searchInSteps } from './search.ts'
import { anyProfile, deepProfile } from '../../../test/fixtures/profiles/arbitrary.ts'

const frames = (names: string[], files: string[] = []) => ({
  length: names.length,
  name: names,
  category: new Int32Array(names.length),
  file: names.map((_, i) => files[i] ?? ''),
  line: new Int32Array(names.length),
  column: new Int32Array(names.length),
})

describe('searchFrames', () => {
  it('looks into names and files, whatever the case', () => {
    const table = frames(['Seq Scan on orders', 'Sort', 'parse'], ['', '', 'src/Orders.ts'])
    expect(searchFrames(table, ' ORDERS ')).toEqual({ matched: Uint8Array.of(1, 0, 1), count: 2 })
  })

  it('takes the query literally', () => {
    expect(searchFrames(frames(['a.b(c', 'axb(c']), '.b(').count).toBe(1)
  })

  it('takes what stands between slashes as a regular expression', () => {
    const table = frames(['parseRow', 'rowParser', 'PARSE'], ['', '', 'lib/parse.ts'])
    expect(searchFrames(table, '/^parse/').matched).toEqual(Uint8Array.of(1, 0, 0))
    expect(searchFrames(table, '/^parse$/i').matched).toEqual(Uint8Array.of(0, 0, 1))
    expect(searchFrames(table, '/parse\\.ts$/').matched).toEqual(Uint8Array.of(0, 0, 1))
    // A path is not one.
    expect(searchFrames(table, '/parse.ts').count).toBe(1)
  })

  it('says what is wrong with a regular expression, and matches nothing', () => {
    expect(parseSearch('/(/')).toEqual({
      kind: 'invalid',
      message: '/(/ is not a regular expression: Unterminated group.',
    })
    expect(searchFrames(frames(['(']), '/(/').count).toBe(0)
  })

  it('takes many frames in steps', () => {
    const many = frames(Array.from({ length: 10_000 }, (_, i) => `f${i}`))
    const steps = searchInSteps(many, 'f9')
    let taken = 0
    for (let step = steps.next(); step.done !== true; step = steps.next()) taken++
    expect(taken).toBe(10)
    expect(searchFrames(many, 'f9').count).toBe(1111)
  })

  it('matches nothing when empty', () => {
    expect(searchFrames(frames(['a', 'b']), '  ').count).toBe(0)
  })
})

describe('matchedShare', () => {
  it('counts a match inside another once', () => {
    const profile = deepProfile(50_000)
    const layout = layoutTimeOrder(profile)
    expect(matchedShare(layout, searchFrames(profile.frames, 'again'))).toEqual({
      paths: 50_000,
      weight: 50_000,
      share: 1,
    })
  })

  it('is the weight of the samples with a match on their stack, in either layout', () => {
    fc.assert(
      fc.property(anyProfile(), fc.constantFrom('a', 'b', 'f', 'x'), (profile, query) => {
        const matches = searchFrames(profile.frames, query)
        let expected = 0
        for (let sample = 0; sample < profile.samples.length; sample++) {
          let hit = false
          for (let at = profile.samples.stack[sample] ?? -1; at >= 0; at = profile.stacks.parent[at] ?? -1)
            hit ||= matches.matched[profile.stacks.frame[at] ?? -1] === 1
          if (hit) expected += profile.samples.weight[sample] ?? 0
        }
        for (const layout of [layoutTimeOrder(profile), layoutLeftHeavy(profile)]) {
          const { weight, share } = matchedShare(layout, matches)
          expect(weight).toBe(expected)
          expect(share).toBe(layout.total === 0 ? 0 : expected / layout.total)
        }
      }),
    )
  })

  it('is nothing of an empty chart', () => {
    const profile = deepProfile(0)
    expect(matchedShare(layoutTimeOrder(profile), searchFrames(profile.frames, 'x'))).toEqual({
      paths: 0,
      weight: 0,
      share: 0,
    })
  })
})
