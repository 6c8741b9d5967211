/** What is to be said of one function and of a part of the time axis. Pure. */
import type { FlamePaths } from '#shared/profile/layout.ts'
import type { IndexIntoFrameTable, Profile, SampleTable } from '#shared/profile/model.ts'
import { pathsOf } from '#shared/profile/paths.ts'
import { functionTable, neighboursOf } from '#shared/profile/tables/functions.ts'
import { selectRange } from '#shared/profile/transforms/index.ts'
import type { FrameDetails, RangeTotals } from './work.ts'

/** The longest list of callers, callees and functions of a range. */
const listed = 12

/** `samplesAt`: how many samples each path ends. */
export function detailsOf(
  paths: FlamePaths,
  samplesAt: Int32Array,
  frame: IndexIntoFrameTable,
): FrameDetails {
  // 1 below a call of the function, itself included: parents stand before their children.
  const within = new Uint8Array(paths.length)
  const details = { self: 0, total: 0, selfSamples: 0, samples: 0, paths: 0, whole: 0 }
  let heaviest = -1
  for (let path = 0; path < paths.length; path++) {
    const parent = paths.parent[path] ?? -1
    const inside = within[parent] === 1
    const isCall = paths.frame[path] === frame
    const seen = samplesAt[path] ?? 0
    const total = paths.total[path] ?? 0
    if (parent < 0) details.whole += total
    if (inside || isCall) {
      within[path] = 1
      details.samples += seen
    }
    if (!isCall) continue
    details.paths++
    details.self += paths.self[path] ?? 0
    details.selfSamples += seen
    // A call inside another of the same function is in the outer one's figure.
    if (inside) continue
    details.total += total
    if (heaviest < 0 || total > (paths.total[heaviest] ?? 0)) heaviest = path
  }
  const { callers, callees } = neighboursOf(paths, frame)
  return {
    ...details,
    heaviest: heaviestStack(paths, heaviest),
    callers: callers.slice(0, listed),
    callees: callees.slice(0, listed),
  }
}

/** From the root through `path` to the leaf where most of its weight is. */
function heaviestStack(paths: FlamePaths, path: number): FrameDetails['heaviest'] {
  const above: IndexIntoFrameTable[] = []
  for (let at = path; at >= 0; at = paths.parent[at] ?? -1) above.push(paths.frame[at] ?? -1)
  const frames = above.reverse()
  const place = frames.length - 1
  let bottom = path
  // One pass: a child always stands behind its parent, and the heaviest child so far is remembered.
  const child = heaviestChildren(paths)
  for (let next = child[path] ?? -1; next >= 0; next = child[next] ?? -1) {
    // Where most of the weight is the call's own, the stack ends there.
    if ((paths.self[bottom] ?? 0) >= (paths.total[next] ?? 0)) break
    frames.push(paths.frame[next] ?? -1)
    bottom = next
  }
  return { frames, at: place, total: paths.total[path] ?? 0 }
}

/** By path: its heaviest child, −1 at a leaf. */
function heaviestChildren(paths: FlamePaths): Int32Array {
  const child = new Int32Array(paths.length).fill(-1)
  for (let path = 0; path < paths.length; path++) {
    const parent = paths.parent[path] ?? -1
    if (parent < 0) continue
    const best = child[parent] ?? -1
    if (best < 0 || (paths.total[path] ?? 0) > (paths.total[best] ?? 0)) child[parent] = path
  }
  return child
}

/** How many samples each stack of a profile ends. */
export function samplesAtStacks(samples: SampleTable, stacks: number): Int32Array {
  const counts = new Int32Array(stacks)
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample] ?? -1
    if (stack >= 0) counts[stack] = (counts[stack] ?? 0) + 1
  }
  return counts
}

/** What lies between two places of the time axis. */
export function totalsOfRange(profile: Profile, from: number, to: number): RangeTotals {
  const part = selectRange(profile, from, to)
  const { paths } = pathsOf(part)
  const table = functionTable(paths, part.frames.length)
  const rows = Array.from({ length: table.length }, (_, row) => ({
    frame: table.frame[row] ?? -1,
    self: table.self[row] ?? 0,
    total: table.total[row] ?? 0,
  })).filter(({ total }) => total > 0)
  let samples = 0
  let total = 0
  for (let sample = 0; sample < part.samples.length; sample++) {
    if ((part.samples.stack[sample] ?? -1) < 0) continue
    samples++
    total += part.samples.weight[sample] ?? 0
  }
  const top = rows.toSorted((a, b) => b.self - a.self || b.total - a.total).slice(0, listed)
  return { samples, total, functions: rows.length, top }
}
