/** Depth of every row of a tree whose parents stand before their children, and how deep it is. */
export function depthsOf(tree: { length: number; parent: Int32Array }): {
  depth: Int32Array
  depths: number
} {
  const depth = new Int32Array(tree.length)
  let depths = 0
  for (let row = 0; row < tree.length; row++) {
    const parent = tree.parent[row] ?? -1
    const own = parent < 0 ? 0 : (depth[parent] ?? 0) + 1
    depth[row] = own
    if (own >= depths) depths = own + 1
  }
  return { depth, depths }
}

/** Adds every row's own figure to all rows above it. */
export function totalsOf(tree: { length: number; parent: Int32Array }, self: Float64Array): Float64Array {
  const total = self.slice()
  for (let row = tree.length - 1; row >= 0; row--) {
    const parent = tree.parent[row] ?? -1
    if (parent >= 0) total[parent] = (total[parent] ?? 0) + (total[row] ?? 0)
  }
  return total
}

/**
 * The children of every row, side by side: those of `row` are `child[first[row]]` up to, not
 * including, `child[first[row + 1]]`. The roots are those of `row === length`. `order` says in which
 * order rows are taken; by number without it.
 */
export interface Children {
  first: Int32Array
  child: Int32Array
}

export function childrenOf(tree: { length: number; parent: Int32Array }, order?: Int32Array): Children {
  const { length, parent } = tree
  const first = new Int32Array(length + 2)
  for (let row = 0; row < length; row++) {
    const above = parent[row] ?? -1
    const place = (above < 0 ? length : above) + 1
    first[place] = (first[place] ?? 0) + 1
  }
  for (let row = 0; row <= length; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0)

  const child = new Int32Array(length)
  const next = first.slice()
  for (let i = 0; i < length; i++) {
    const row = order === undefined ? i : (order[i] ?? 0)
    const above = parent[row] ?? -1
    const place = above < 0 ? length : above
    const at = next[place] ?? 0
    next[place] = at + 1
    child[at] = row
  }
  return { first, child }
}
