import type { FlamePaths } from '../layout.ts'
import type { Profile, WeightUnit } from '../model.ts'
import { pathsOf } from '../paths.ts'
import { jumpsOf, sharedCalls } from './ancestry.ts'
import { type DepthColumn, depthColumn, levelsOver } from './pyramid.ts'

/**
 * A time order as columns over its samples: 14 bytes a sample, however deep the stacks are, and no
 * rectangle anywhere. A call lasts while neighbouring samples have its whole path in common, so the
 * rectangle at a depth begins at the nearest sample to the left that has no more than that depth in
 * common with the one before it, and ends at the nearest such sample to the right.
 *
 * Plain data for a structured clone: every column has a buffer of its own, so that all of them may be
 * transferred. `timelineLayout` makes a layout of it.
 */
export interface TimelineColumns {
  unit: WeightUnit
  /** How deep the deepest sample is. */
  depths: number
  /** Samples that take time, in their order. */
  length: number
  /** Row of {@link paths}; −1 in a gap. */
  stack: Int32Array
  /** Right edge, from the beginning of the profile, in its unit; ascending, no two alike. */
  end: Float64Array
  /** Calls that the sample shares with the one before it, from the root on. */
  common: DepthColumn
  /** The smallest `common` of blocks of samples. */
  commonLevels: DepthColumn[]
  /** The largest number of calls of blocks of samples. */
  callsLevels: DepthColumn[]
  paths: FlamePaths
  /** Ways up through `paths`; see ancestry.ts. */
  jump: Int32Array
}

/** Linear in samples but for the logarithm of the depth that two neighbours part at. */
export function buildTimeline(profile: Profile): TimelineColumns {
  const { samples, unit } = profile
  const { paths, depths } = pathsOf(profile)
  const { parent, depth } = paths
  const jump = jumpsOf(paths)
  const ancestry = { parent, depth, jump }

  const length = timedSamples(samples.weight, samples.length)
  const stack = new Int32Array(length)
  const end = new Float64Array(length)
  const common = depthColumn(length, depths)
  let deepest = 0
  let at = 0
  let cursor = 0
  let before = -1
  let shared = 0
  for (let sample = 0; sample < samples.length; sample++) {
    const own = samples.stack[sample] ?? -1
    if (own !== before) {
      const both = sharedOfNeighbours(ancestry, before, own)
      // What takes no time has no rectangle, but ends those that it does not lie in.
      if (both < shared) shared = both
      before = own
    }
    const next = cursor + (samples.weight[sample] ?? 0)
    if (next === cursor) continue
    cursor = next
    stack[at] = own
    end[at] = cursor
    common[at] = at === 0 ? 0 : shared
    at++
    shared = own < 0 ? 0 : (depth[own] ?? 0) + 1
    if (shared > deepest) deepest = shared
  }
  return {
    unit,
    depths: deepest,
    length,
    stack,
    end,
    common,
    commonLevels: levelsOver(length, (place) => common[place] ?? 0, 'smallest', depths),
    callsLevels: levelsOver(length, (place) => (depth[stack[place] ?? -1] ?? -1) + 1, 'largest', depths),
    paths,
    jump,
  }
}

/** How many samples move the time on; a weight may be too small to. */
function timedSamples(weight: Float64Array, length: number): number {
  let timed = 0
  let cursor = 0
  for (let sample = 0; sample < length; sample++) {
    const next = cursor + (weight[sample] ?? 0)
    if (next !== cursor) timed++
    cursor = next
  }
  return timed
}

/** As `sharedCalls`; most samples are one call further or one back. */
function sharedOfNeighbours(
  ancestry: { parent: Int32Array; depth: Int32Array; jump: Int32Array },
  before: number,
  own: number,
): number {
  if (own < 0 || before < 0) return 0
  const { parent, depth } = ancestry
  if (parent[own] === before) return (depth[before] ?? 0) + 1
  if (parent[before] === own) return (depth[own] ?? 0) + 1
  return sharedCalls(ancestry, before, own)
}
