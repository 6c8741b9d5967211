import type { IndexIntoFrameTable, IndexIntoStackTable, Profile } from '../model.ts'
import { remapped } from './remap.ts'

/** Only what is at a path or below it; the path's last call becomes the root, all else a gap. */
export function focusOnPath(profile: Profile, path: IndexIntoStackTable): Profile {
  return remapped(profile, (row, above) => (row === path || above >= 0 ? 'keep' : 'leave out'))
}

/** Only what is at a function or below it, from the outermost call of it on; all else a gap. */
export function focusOnFunction(profile: Profile, frame: IndexIntoFrameTable): Profile {
  const { stacks } = profile
  return remapped(profile, (row, above) => (above >= 0 || stacks.frame[row] === frame ? 'keep' : 'leave out'))
}
