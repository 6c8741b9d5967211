import type { Profile } from '../model.ts'
import { remapped } from './remap.ts'

/**
 * Frames of some categories disappear (packages, Node's own, native): what they took goes to whoever
 * called them, and what they called is called by that. Where nobody is left it becomes a gap.
 */
export function hideCategories(profile: Profile, hidden: ReadonlySet<string>): Profile {
  const { stacks, frames, categories } = profile
  const isHidden = categories.map((name) => hidden.has(name))
  return remapped(profile, (path) =>
    isHidden[frames.category[stacks.frame[path] ?? -1] ?? -1] === true ? 'merge into caller' : 'keep',
  )
}
