/** The merged calls of a profile on their way to another file's worker. Pure. */
import type { Profile } from '#shared/profile/model.ts'
import { pathsOf } from '#shared/profile/paths.ts'

/**
 * The same tree with one sample for each path that was seen: all that a comparison needs. Its columns
 * are copies and may be handed over.
 */
export function mergedProfile(profile: Profile): Profile {
  const { paths } = pathsOf(profile)
  const seen: number[] = []
  for (let path = 0; path < paths.length; path++) if ((paths.self[path] ?? 0) > 0) seen.push(path)
  const { frames } = profile
  return {
    ...profile,
    frames: {
      ...frames,
      category: frames.category.slice(),
      line: frames.line.slice(),
      column: frames.column.slice(),
    },
    stacks: { length: paths.length, frame: paths.frame, parent: paths.parent },
    samples: {
      length: seen.length,
      stack: Int32Array.from(seen),
      weight: Float64Array.from(seen, (path) => paths.self[path] ?? 0),
    },
  }
}
