import type { FlamePaths } from '../layout.ts'
import type { IndexIntoFrameTable } from '../model.ts'
import { enclosingCalls } from './recursion.ts'

/** What each function took, one row for each that was seen, the heaviest total first. */
export interface FunctionTable {
  length: number
  frame: Int32Array
  /** The function alone, over all its calls, in the profile's unit. */
  self: Float64Array
  /** With all it called; a call of it inside another is not counted again. */
  total: Float64Array
  /** Paths that end with it. */
  paths: Int32Array
}

/** Linear in paths but for the sorting; plain data for a structured clone. */
export function functionTable(paths: FlamePaths, frameCount: number): FunctionTable {
  const self = new Float64Array(frameCount)
  const total = new Float64Array(frameCount)
  const count = new Int32Array(frameCount)
  const enclosing = enclosingCalls(paths, frameCount)
  for (let path = 0; path < paths.length; path++) {
    const frame = paths.frame[path] ?? 0
    self[frame] = (self[frame] ?? 0) + (paths.self[path] ?? 0)
    if (enclosing[path] === -1) total[frame] = (total[frame] ?? 0) + (paths.total[path] ?? 0)
    count[frame] = (count[frame] ?? 0) + 1
  }
  const seen = Int32Array.from(count.keys())
    .filter((frame) => (count[frame] ?? 0) > 0)
    .sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0) || (self[b] ?? 0) - (self[a] ?? 0) || a - b)
  return {
    length: seen.length,
    frame: seen,
    self: Float64Array.from(seen, (frame) => self[frame] ?? 0),
    total: Float64Array.from(seen, (frame) => total[frame] ?? 0),
    paths: Int32Array.from(seen, (frame) => count[frame] ?? 0),
  }
}

/** A function beside another one, and how much of the other's total came from there or went there. */
export interface Neighbour {
  /** −1 for a caller: there was none, the function is a root. */
  frame: IndexIntoFrameTable
  weight: number
}

/**
 * Who called a function and what it called, heaviest first. Calls of it inside itself belong to the
 * outermost one, so the callers' weights add up to its total, and the callees' with what it took itself
 * in those calls.
 */
export function neighboursOf(
  paths: FlamePaths,
  frame: IndexIntoFrameTable,
): { callers: Neighbour[]; callees: Neighbour[] } {
  const callers = new Map<number, number>()
  const callees = new Map<number, number>()
  /** 1 at outermost calls, 2 inside of them. */
  const place = new Uint8Array(paths.length)
  for (let path = 0; path < paths.length; path++) {
    const above = paths.parent[path] ?? -1
    const own = paths.frame[path] ?? -1
    const around = place[above] ?? 0
    place[path] = around > 0 ? 2 : own === frame ? 1 : 0
    const weight = paths.total[path] ?? 0
    if (place[path] === 1) add(callers, paths.frame[above] ?? -1, weight)
    else if (around === 1) add(callees, own, weight)
  }
  return { callers: heaviestFirst(callers), callees: heaviestFirst(callees) }
}

function add(weights: Map<number, number>, frame: number, weight: number): void {
  weights.set(frame, (weights.get(frame) ?? 0) + weight)
}

function heaviestFirst(weights: Map<number, number>): Neighbour[] {
  return [...weights]
    .map(([frame, weight]) => ({ frame, weight }))
    .sort((a, b) => b.weight - a.weight || a.frame - b.frame)
}
