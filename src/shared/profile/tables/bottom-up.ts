import type { FlamePaths } from '../layout.ts'
import { enclosingCalls } from './recursion.ts'
import type { RowTree } from './rows.ts'

/** A function, or a caller in a chain of callers that ends with it. */
interface Row {
  frame: number
  parent: number
  depth: number
  self: number
  total: number
  /** Paths that end with the function. */
  calls: Int32Array
  /** By call: the path above it that the row stands for. */
  callers: Int32Array
  children: number[] | null
}

/**
 * Functions with their callers below them, the heaviest self weight first. A row's figures are those of
 * the function at its root as far as it was called this way: alone, and with all it called (a call inside
 * another counts once); its share is that of the self weight. What is unfolded is kept; the rest costs
 * a number for each path.
 */
export function bottomUp(paths: FlamePaths, frameCount: number): RowTree {
  const enclosing = enclosingCalls(paths, frameCount)
  /** By path: 1 while its row is being summed up. */
  const inRow = new Uint8Array(paths.length)
  const rows: Row[] = []
  let whole = 0
  for (let path = 0; path < paths.length; path++) whole += paths.self[path] ?? 0

  const addRow = (frame: number, parent: number, calls: Int32Array, callers: Int32Array): number => {
    const row = { frame, parent, calls, callers, depth: 0, self: 0, total: 0, children: null }
    row.depth = parent < 0 ? 0 : (rows[parent]?.depth ?? 0) + 1
    for (const call of calls) inRow[call] = 1
    for (const call of calls) {
      row.self += paths.self[call] ?? 0
      let around = enclosing[call] ?? -1
      while (around >= 0 && inRow[around] === 0) around = enclosing[around] ?? -1
      if (around < 0) row.total += paths.total[call] ?? 0
    }
    for (const call of calls) inRow[call] = 0
    return rows.push(row) - 1
  }
  const heaviestFirst = (made: number[]): number[] =>
    made
      .filter((row) => (rows[row]?.total ?? 0) > 0)
      .sort(
        (a, b) => figure(b, 'self') - figure(a, 'self') || figure(b, 'total') - figure(a, 'total') || a - b,
      )
  const figure = (row: number, name: 'self' | 'total'): number => rows[row]?.[name] ?? 0

  const below = (row: number): number[] => {
    const above = rows[row]
    if (above === undefined) return []
    if (above.children !== null) return above.children
    const groups = groupedBy(above.calls.length, (i) => {
      const caller = paths.parent[above.callers[i] ?? -1] ?? -1
      return caller < 0 ? -1 : (paths.frame[caller] ?? -1)
    })
    above.children = heaviestFirst(
      groups.map(({ key, members }) =>
        addRow(
          key,
          row,
          members.map((i) => above.calls[i] ?? 0),
          members.map((i) => paths.parent[above.callers[i] ?? -1] ?? -1),
        ),
      ),
    )
    return above.children
  }

  const roots = heaviestFirst(
    groupedBy(paths.length, (path) => paths.frame[path] ?? -1).map(({ key, members }) =>
      addRow(key, -1, members, members),
    ),
  )
  return {
    unfoldsAtFirst: 'none',
    roots: () => roots,
    childrenOf: below,
    hasChildren: (row) =>
      rows[row]?.callers.some(
        (caller, i) => (paths.parent[caller] ?? -1) >= 0 && (paths.total[rows[row]?.calls[i] ?? -1] ?? 0) > 0,
      ) ?? false,
    parentOf: (row) => rows[row]?.parent ?? -1,
    depthOf: (row) => rows[row]?.depth ?? 0,
    frameOf: (row) => rows[row]?.frame ?? -1,
    selfOf: (row) => figure(row, 'self'),
    totalOf: (row) => figure(row, 'total'),
    shareIsOf: 'self',
    shareOf: (row) => (whole > 0 ? figure(row, 'self') / whole : 0),
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
