/** A profile with what the user left out of it. Pure. */
import type { Profile } from '#shared/profile/model.ts'
import {
  collapseRecursion,
  focusOnFunction,
  focusOnPath,
  hideCategories,
  selectRange,
} from '#shared/profile/transforms/index.ts'
import type { ViewStep } from './work.ts'

/** Frames and categories stay those of `profile`. */
export function withStep(profile: Profile, step: ViewStep): Profile {
  switch (step.kind) {
    case 'collapse-recursion':
      return collapseRecursion(profile)
    case 'hide':
      return hideCategories(profile, new Set(step.categories))
    case 'focus-path':
      return focusOnPath(profile, step.path)
    case 'focus-function':
      return focusOnFunction(profile, step.frame)
    case 'range':
      return selectRange(profile, step.from, step.to)
  }
}
