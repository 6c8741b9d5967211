/**
 * Profiles made of profiles: part of one, or one without what is in the way. Each takes a profile and
 * answers with another that has the same frames and categories (the same objects) and samples and stacks
 * of its own, so that they can be put behind one another and laid out as any profile.
 */
export { focusOnFunction, focusOnPath } from './focus.ts'
export { hideCategories } from './hide.ts'
export { selectRange } from './range.ts'
export { collapseRecursion } from './recursion.ts'
