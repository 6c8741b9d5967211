import { type FlameLayout, type FlameNode, noNode } from '../layout.ts'
import { firstAbove, firstNotBelow } from '../tree-layout.ts'
import { ancestorAt } from './ancestry.ts'
import type { TimelineColumns } from './build.ts'
import { fanout, nearest, type Searchable } from './pyramid.ts'
import { createSweeper } from './sweep.ts'

/**
 * The rectangles of a time order, each worked out when it is asked for. A handle is the sample where
 * the rectangle begins and its depth in one number, so it is no index into anything.
 */
export function timelineLayout(columns: TimelineColumns): FlameLayout {
  const { unit, depths, length, stack, end, common, paths, jump } = columns
  const ancestry = { parent: paths.parent, depth: paths.depth, jump }
  const callsAt = (sample: number): number => (paths.depth[stack[sample] ?? -1] ?? -1) + 1
  const shared: Searchable = {
    length,
    valueAt: (sample) => common[sample] ?? 0,
    levels: columns.commonLevels,
  }
  const calls: Searchable = { length, valueAt: callsAt, levels: columns.callsLevels }

  // A power of two, so that taking a handle apart is exact and cheap.
  const stride = 2 ** Math.ceil(Math.log2(Math.max(1, depths)))
  const handle = (sample: number, depth: number): FlameNode => sample * stride + depth
  const sampleOf = (node: FlameNode): number => Math.floor(node / stride)
  const depthOf = (node: FlameNode): number => node - Math.floor(node / stride) * stride

  let closedSample = -1
  let closedDepth = -1
  let closedAt = 0
  const sampleEndingAfter = remembered((value, from) => firstAbove(end, value, from, length))

  /** Where the rectangle that lies over a sample begins. */
  const opened = (sample: number, depth: number): number => nearest(shared, sample, -1, 'at most', depth)
  /** The sample behind the rectangle that begins at a sample. */
  const closed = (sample: number, depth: number): number => {
    // Drawing asks for the end of a rectangle and then for what comes behind it.
    if (sample === closedSample && depth === closedDepth) return closedAt
    const next = nearest(shared, sample + 1, 1, 'at most', depth)
    closedSample = sample
    closedDepth = depth
    closedAt = next < 0 ? length : next
    return closedAt
  }
  /** The rectangle that begins at a sample, or the first one that begins behind it. */
  const firstFrom = (sample: number, depth: number): FlameNode => {
    if (sample >= length) return noNode
    // Where the stacks have not been so deep, the first that is opens the rectangle.
    const found = callsAt(sample) > depth ? sample : nearest(calls, sample, 1, 'above', depth)
    return found < 0 ? noNode : handle(found, depth)
  }
  const startOf = (node: FlameNode): number => {
    const sample = sampleOf(node)
    return sample === 0 ? 0 : (end[sample - 1] ?? Number.NaN)
  }
  const endOf = (node: FlameNode): number => end[closed(sampleOf(node), depthOf(node)) - 1] ?? Number.NaN
  const pathOf = (node: FlameNode): number => ancestorAt(ancestry, stack[sampleOf(node)] ?? -1, depthOf(node))

  return {
    unit,
    total: end[length - 1] ?? 0,
    depths,
    paths,
    firstEndingAfter: (depth, value, from) => {
      const known = from === undefined ? 0 : sampleOf(from)
      const sample = sampleEndingAfter(value, known)
      if (sample >= length) return noNode
      return callsAt(sample) > depth ? handle(opened(sample, depth), depth) : firstFrom(sample, depth)
    },
    firstStartingAt: (depth, value, from) => {
      const known = from === undefined ? 0 : sampleOf(from)
      // A sample begins where the one before it ends.
      const sample =
        value <= 0 && known === 0 ? 0 : firstNotBelow(end, value, Math.max(0, known - 1), length) + 1
      const opening = sample >= length ? -1 : nearest(shared, sample, 1, 'at most', depth)
      return opening < 0 ? noNode : firstFrom(opening, depth)
    },
    next: (node) => firstFrom(closed(sampleOf(node), depthOf(node)), depthOf(node)),
    previous: (node) => {
      const depth = depthOf(node)
      const sample = nearest(calls, sampleOf(node) - 1, -1, 'above', depth)
      return sample < 0 ? noNode : handle(opened(sample, depth), depth)
    },
    parentOf: (node) => {
      const above = depthOf(node) - 1
      return above < 0 ? noNode : handle(opened(sampleOf(node), above), above)
    },
    depthOf,
    frameOf: (node) => paths.frame[pathOf(node)] ?? -1,
    pathOf,
    nodeOf: (path) => {
      const sample = firstWithin(columns, path)
      return sample < 0 ? noNode : handle(sample, paths.depth[path] ?? 0)
    },
    startOf,
    endOf,
    selfOf: (node) => {
      const depth = depthOf(node)
      const first = sampleOf(node)
      const path = pathOf(node)
      // The only call of its path needs no sum; such are the roots, over millions of samples.
      const whole = paths.total[path] ?? 0
      if (endOf(node) - startOf(node) >= whole * almostAll) return paths.self[path] ?? 0
      return selfWithin(columns, first, closed(first, depth), depth)
    },
    totalOf: (node) => endOf(node) - startOf(node),
    sweep: createSweeper(columns, shared, calls),
  }
}

/** Sums of fractions differ in their last digits by the order they are added up in. */
const almostAll = 1 - 1e-9

/**
 * The same values are looked for at each depth, those at the edges of the window's columns of pixels,
 * so a search is done once for all rows. The answer must not depend on where the search begins.
 */
function remembered(search: (value: number, from: number) => number): typeof search {
  const values = new Float64Array(rememberedValues).fill(Number.NaN)
  const found = new Int32Array(rememberedValues)
  const value = new Float64Array(1)
  const halves = new Uint32Array(value.buffer)
  return (wanted, from) => {
    value[0] = wanted
    const mixed = Math.imul((halves[0] ?? 0) ^ Math.imul(halves[1] ?? 0, 0x85ebca6b), 0x9e3779b1)
    const place = mixed >>> (32 - rememberedBits)
    if (values[place] === wanted) return found[place] ?? 0
    const answer = search(wanted, from)
    values[place] = wanted
    found[place] = answer
    return answer
  }
}

/** Enough for the columns of a wide screen. */
const rememberedBits = 13
const rememberedValues = 1 << rememberedBits

/** The first sample with a path on its stack. */
function firstWithin({ stack, length, paths }: TimelineColumns, path: number): number {
  if (!(path >= 0 && path < paths.length)) return -1
  const within = new Uint8Array(paths.length)
  within[path] = 1
  for (let below = path + 1; below < paths.length; below++)
    if (within[paths.parent[below] ?? -1] === 1) within[below] = 1
  for (let sample = 0; sample < length; sample++) if (within[stack[sample] ?? -1] === 1) return sample
  return -1
}

/** The time of the samples from `first` up to `last`, not included, whose stacks end at `depth`. */
function selfWithin(
  { stack, end, paths, commonLevels }: TimelineColumns,
  first: number,
  last: number,
  depth: number,
): number {
  let self = 0
  let sample = first
  while (sample < last) {
    // A block whose samples all share a call below with those before them has none that ends here.
    let skipped = 0
    let size = fanout
    for (let level = 0; level < commonLevels.length && sample % size === 0; level++, size *= fanout) {
      if ((commonLevels[level]?.[sample / size] ?? 0) <= depth + 1) break
      skipped = size
    }
    if (skipped === 0 && paths.depth[stack[sample] ?? -1] === depth)
      self += (end[sample] ?? 0) - (sample === 0 ? 0 : (end[sample - 1] ?? 0))
    sample += Math.max(1, skipped)
  }
  return self
}
