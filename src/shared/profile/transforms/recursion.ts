import type { Profile } from '../model.ts'
import { remapped } from './remap.ts'

/** A function that calls itself directly is one call, however often it does. */
export function collapseRecursion(profile: Profile): Profile {
  const { frame } = profile.stacks
  return remapped(profile, (path, above, rows) =>
    above >= 0 && rows.frameOf(above) === frame[path] ? 'merge into caller' : 'keep',
  )
}
