import type { FlamePaths } from '../layout.ts'
import { enclosingCalls } from './recursion.ts'
import type { RowTree } from './rows.ts'

/** What is worked out for all functions at once; plain data for a structured clone. */
export interface BottomUpColumns {
  /** The weight of all samples. */
  whole: number
  /** Functions, the heaviest self weight first: the first rows of the tree. */
  frame: Int32Array
  self: Float64Array
  total: Float64Array
  /** Paths that end with the function of a row: those in `calls` from `first[row]` up to `first[row + 1]`. */
  first: Int32Array
  calls: Int32Array
  /** See `enclosingCalls`. */
  enclosing: Int32Array
}

/** Linear in paths but for the sorting of functions. For a worker where there are very many. */
export function bottomUpColumns(paths: FlamePaths, frameCount: number): BottomUpColumns {
  const enclosing = enclosingCalls(paths, frameCount)
  const self = new Float64Array(frameCount)
  const total = new Float64Array(frameCount)
  const count = new Int32Array(frameCount)
  let whole = 0
  for (let path = 0; path < paths.length; path++) {
    const frame = paths.frame[path] ?? 0
    const weight = paths.self[path] ?? 0
    whole += weight
    self[frame] = (self[frame] ?? 0) + weight
    if (enclosing[path] === -1) total[frame] = (total[frame] ?? 0) + (paths.total[path] ?? 0)
    count[frame] = (count[frame] ?? 0) + 1
  }
  const frame = Int32Array.from(count.keys())
    .filter((each) => (total[each] ?? 0) > 0)
    .sort((a, b) => (self[b] ?? 0) - (self[a] ?? 0) || (total[b] ?? 0) - (total[a] ?? 0) || a - b)
  const first = new Int32Array(frame.length + 1)
  const next = new Int32Array(frameCount).fill(-1)
  for (const [row, each] of frame.entries()) {
    next[each] = first[row] ?? 0
    first[row + 1] = (first[row] ?? 0) + (count[each] ?? 0)
  }
  const calls = new Int32Array(first[frame.length] ?? 0)
  for (let path = 0; path < paths.length; path++) {
    const at = next[paths.frame[path] ?? -1] ?? -1
    if (at < 0) continue
    calls[at] = path
    next[paths.frame[path] ?? -1] = at + 1
  }
  return {
    whole,
    frame,
    self: Float64Array.from(frame, (each) => self[each] ?? 0),
    total: Float64Array.from(frame, (each) => total[each] ?? 0),
    first,
    calls,
    enclosing,
  }
}

/** A caller in a chain of callers that ends with a function. */
interface Caller {
  frame: number
  parent: number
  depth: number
  self: number
  total: number
  /** Paths that end with the function. */
  calls: Int32Array
  /** By call: the path above it that the row stands for. */
  callers: Int32Array
}

/**
 * Functions with their callers below them, the heaviest self weight first. A row's figures are those of
 * the function at its root as far as it was called this way: alone, and with all it called (a call inside
 * another counts once); its share is that of the self weight. What is unfolded is kept.
 */
export function bottomUp(
  paths: FlamePaths,
  frameCount: number,
  columns: BottomUpColumns = bottomUpColumns(paths, frameCount),
): RowTree {
  const { whole, enclosing } = columns
  const functions = columns.frame.length
  /** Rows behind those of the functions. */
  const callers: Caller[] = []
  const children = new Map<number, number[]>()
  /** By path: 1 while its row is being summed up. */
  const inRow = new Uint8Array(paths.length)

  const callsOf = (row: number): Int32Array =>
    row < functions
      ? columns.calls.subarray(columns.first[row] ?? 0, columns.first[row + 1] ?? 0)
      : (callers[row - functions]?.calls ?? new Int32Array())
  const callersOf = (row: number): Int32Array =>
    row < functions ? callsOf(row) : (callers[row - functions]?.callers ?? new Int32Array())
  const depthOf = (row: number): number => (row < functions ? 0 : (callers[row - functions]?.depth ?? 0))
  const selfOf = (row: number): number =>
    (row < functions ? columns.self[row] : callers[row - functions]?.self) ?? 0
  const totalOf = (row: number): number =>
    (row < functions ? columns.total[row] : callers[row - functions]?.total) ?? 0

  const addCaller = (frame: number, parent: number, calls: Int32Array, above: Int32Array): number => {
    let self = 0
    let total = 0
    for (const call of calls) inRow[call] = 1
    for (const call of calls) {
      self += paths.self[call] ?? 0
      let around = enclosing[call] ?? -1
      while (around >= 0 && inRow[around] === 0) around = enclosing[around] ?? -1
      if (around < 0) total += paths.total[call] ?? 0
    }
    for (const call of calls) inRow[call] = 0
    const depth = depthOf(parent) + 1
    return functions + callers.push({ frame, parent, depth, self, total, calls, callers: above }) - 1
  }

  const childrenOf = (row: number): number[] => {
    const known = children.get(row)
    if (known !== undefined) return known
    const calls = callsOf(row)
    const above = callersOf(row)
    const callerOf = (i: number): number => paths.parent[above[i] ?? -1] ?? -1
    const groups = groupedBy(calls.length, (i) => {
      const caller = callerOf(i)
      return caller < 0 ? -1 : (paths.frame[caller] ?? -1)
    })
    const made = groups
      .map(({ key, members }) =>
        addCaller(
          key,
          row,
          members.map((i) => calls[i] ?? 0),
          members.map(callerOf),
        ),
      )
      .filter((each) => totalOf(each) > 0)
      .sort((a, b) => selfOf(b) - selfOf(a) || totalOf(b) - totalOf(a) || a - b)
    children.set(row, made)
    return made
  }

  return {
    unfoldsAtFirst: 'none',
    roots: () => Int32Array.from({ length: functions }, (_, row) => row),
    childrenOf,
    hasChildren: (row) => {
      const calls = callsOf(row)
      return callersOf(row).some(
        (caller, i) => (paths.parent[caller] ?? -1) >= 0 && (paths.total[calls[i] ?? -1] ?? 0) > 0,
      )
    },
    parentOf: (row) => (row < functions ? -1 : (callers[row - functions]?.parent ?? -1)),
    depthOf,
    frameOf: (row) => (row < functions ? columns.frame[row] : callers[row - functions]?.frame) ?? -1,
    selfOf,
    totalOf,
    shareIsOf: 'self',
    shareOf: (row) => (whole > 0 ? selfOf(row) / whole : 0),
  }
}

/** Numbers below `length` by their key, in the order that keys appear; those of key −1 left out. */
function groupedBy(length: number, keyOf: (i: number) => number): { key: number; members: Int32Array }[] {
  const places = new Map<number, number>()
  const counts: number[] = []
  const place = new Int32Array(length).fill(-1)
  for (let i = 0; i < length; i++) {
    const key = keyOf(i)
    if (key < 0) continue
    const known = places.get(key) ?? places.size
    if (known === counts.length) {
      places.set(key, known)
      counts.push(0)
    }
    counts[known] = (counts[known] ?? 0) + 1
    place[i] = known
  }
  const groups = [...places.keys()].map((key, at) => ({ key, members: new Int32Array(counts[at] ?? 0) }))
  const filled = new Int32Array(groups.length)
  for (let i = 0; i < length; i++) {
    const at = place[i] ?? -1
    const group = groups[at]
    if (group === undefined) continue
    const next = filled[at] ?? 0
    group.members[next] = i
    filled[at] = next + 1
  }
  return groups
}
