/** A tree of sized things, and which part of it a treemap draws. Pure. */

/** A struct of arrays: the n-th of each is about node n. The first is the whole. */
export interface SizedTree {
  names: readonly string[]
  /** A node's parent stands before it; −1 for the whole. */
  parents: readonly number[]
  /** With everything in it, never negative. */
  sizes: readonly number[]
  /** A second line under the name: what its colour says, in words. */
  notes: readonly string[]
  /** Places in {@link TreemapLegend.colors}. */
  colors: readonly number[]
}

/** The children of each node, the largest first. */
export function childrenBySize({ parents, sizes }: SizedTree): number[][] {
  const children: number[][] = sizes.map(() => [])
  for (const [node, parent] of parents.entries()) if (parent >= 0) children[parent]?.push(node)
  for (const each of children) each.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b)
  return children
}

export interface TreemapCell {
  /** A node of the tree, or −1 for what is too small or not divided further. */
  node: number
  size: number
  children: TreemapCell[]
}

/** Cells smaller than this share of the picture cannot be seen or pressed. */
const smallest = 0.0004
/** More levels inside each other leave no room for names. */
const mostLevels = 3
/** ECharts lays them out anew for each picture; more than this many nobody tells apart. */
const mostCells = 900

/**
 * What to draw of the part under `root`: the largest first, as deep as can be seen. What a node has
 * beside its children, and children too small to see, are one cell without a node.
 */
export function cellsUnder(tree: SizedTree, children: readonly number[][], root: number): TreemapCell {
  const whole = tree.sizes[root] ?? 0
  let cells = 0
  /** Past an only child that is all of its parent: a box in a box of the same size says nothing. */
  const insideOf = (node: number): readonly number[] => {
    const inside = children[node] ?? []
    const [only] = inside
    const isAll = inside.length === 1 && only !== undefined && tree.sizes[only] === tree.sizes[node]
    return isAll ? insideOf(only) : inside
  }
  const cellOf = (node: number, level: number): TreemapCell => {
    cells++
    const size = tree.sizes[node] ?? 0
    const inside: TreemapCell[] = []
    let left = size
    if (level < mostLevels) {
      for (const child of insideOf(node)) {
        const childSize = tree.sizes[child] ?? 0
        if (childSize <= 0 || childSize < whole * smallest || cells >= mostCells) break
        inside.push(cellOf(child, level + 1))
        left -= childSize
      }
    }
    if (inside.length > 0 && left > whole * smallest) inside.push({ node: -1, size: left, children: [] })
    return { node, size, children: inside }
  }
  return cellOf(root, 0)
}

/** The node one step from `node` under `root`: its parent, its largest child, or a sibling by size. */
export function treemapNeighbour(
  children: readonly number[][],
  parents: readonly number[],
  root: number,
  node: number | null,
  key: string,
): number | null {
  if (node === null) return children[root]?.[0] ?? root
  const parent = parents[node] ?? -1
  const siblings = parent < 0 ? [node] : (children[parent] ?? [])
  const at = siblings.indexOf(node)
  switch (key) {
    case 'ArrowRight':
      return siblings[at + 1] ?? node
    case 'ArrowLeft':
      return siblings[at - 1] ?? node
    case 'ArrowDown':
      return children[node]?.[0] ?? node
    case 'ArrowUp':
      return node === root || parent < 0 ? node : parent
    default:
      return null
  }
}
