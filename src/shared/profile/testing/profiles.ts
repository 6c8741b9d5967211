/** Profiles for tests: any shape fast-check can think of, and one very deep stack. */
import * as fc from 'fast-check'
import { ProfileBuilder } from '../build.ts'
import type { Profile } from '../model.ts'

/** Any profile; weights are whole numbers (sums are then exact), zero among them, unless fractions are asked for. */
export function anyProfile(options: { fractions?: boolean } = {}): fc.Arbitrary<Profile> {
  const weight = options.fractions
    ? fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }))
    : fc.nat(20)
  const path = fc.array(fc.nat(5), { minLength: 1, maxLength: 8 })
  return fc.array(fc.tuple(path, weight), { maxLength: 60 }).map((samples) => {
    const build = new ProfileBuilder({ name: 'any', unit: 'count', categories: ['even', 'odd'] })
    const frames = Array.from('abcdef', (name, i) => build.addFrame({ name, category: i % 2 }))
    for (const [names, amount] of samples) {
      let stack = -1
      for (const name of names) stack = build.stack(frames[name] ?? 0, stack)
      build.addSample(stack, amount)
    }
    return build.finish()
  })
}

/** One chain of `depth` calls; every call has weight 1 itself, the deepest first. */
export function deepProfile(depth: number): Profile {
  const build = new ProfileBuilder({ name: 'deep', unit: 'count', categories: ['only'] })
  const frame = build.addFrame({ name: 'again' })
  let stack = -1
  for (let i = 0; i < depth; i++) stack = build.stack(frame, stack)
  for (let i = depth - 1; i >= 0; i--) build.addSample(i, 1)
  return build.finish()
}
