import type { IndexIntoStackTable, Profile } from '../model.ts'
import { StackRows } from '../stack-rows.ts'

/** What becomes of a path: another frame below its parent's new path, its parent's new path, or nothing. */
export type Fate = 'keep' | 'merge into caller' | 'leave out'

/**
 * A profile whose paths went through `fateOf`, from the roots down; samples go where their paths go, into
 * a gap where nothing is left of them. Frames and categories stay the same objects.
 */
export function remapped(
  profile: Profile,
  fateOf: (path: IndexIntoStackTable, newParent: IndexIntoStackTable, rows: StackRows) => Fate,
): Profile {
  const { stacks, samples } = profile
  const rows = new StackRows()
  const become = new Int32Array(stacks.length)
  for (let path = 0; path < stacks.length; path++) {
    const above = become[stacks.parent[path] ?? -1] ?? -1
    const fate = fateOf(path, above, rows)
    become[path] =
      fate === 'keep' ? rows.row(stacks.frame[path] ?? 0, above) : fate === 'leave out' ? -1 : above
  }
  const stack = new Int32Array(samples.length)
  for (let sample = 0; sample < samples.length; sample++)
    stack[sample] = become[samples.stack[sample] ?? -1] ?? -1
  return {
    ...profile,
    stacks: rows.toTable(),
    samples: { length: samples.length, stack, weight: samples.weight.slice() },
  }
}
