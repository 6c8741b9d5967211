/** The rows of the table twin: the layout's tree, as far as it is unfolded. */
import type { TreeLayout } from '#shared/profile/layout.ts'
import { childrenOf, type Children } from '#shared/profile/layouts/tree.ts'

/** Unfolded at the start: everything of a small tree, what takes at least this share of a large one. */
const smallTree = 500
const unfoldedShare = 0.01

/** The children of every node in the order they are drawn; those without width last. */
export function drawnChildren(layout: TreeLayout): Children {
  const { nodes, rectangles } = layout.columns
  const order = new Int32Array(nodes.length)
  order.set(rectangles.node)
  let at = rectangles.node.length
  for (let node = 0; node < nodes.length; node++) {
    if ((nodes.slot[node] ?? -1) < 0) order[at++] = node
  }
  return childrenOf(nodes, order)
}

export function hasChildren(children: Children, node: number): boolean {
  return (children.first[node + 1] ?? 0) > (children.first[node] ?? 0)
}

export function initiallyUnfolded(layout: TreeLayout): Set<number> {
  const { paths: nodes, total } = layout
  const unfolded = new Set<number>()
  for (let node = 0; node < nodes.length; node++) {
    if (nodes.length <= smallTree || (nodes.total[node] ?? 0) >= total * unfoldedShare) unfolded.add(node)
  }
  return unfolded
}

/** With every node above `node` unfolded too; the same set when they are. */
export function unfoldedTo(layout: TreeLayout, unfolded: Set<number>, node: number): Set<number> {
  let more: Set<number> | null = null
  for (let at = layout.paths.parent[node] ?? -1; at >= 0; at = layout.paths.parent[at] ?? -1) {
    if (unfolded.has(at)) continue
    more ??= new Set(unfolded)
    more.add(at)
  }
  return more ?? unfolded
}

/** The nodes to show, top to bottom. */
export function visibleNodes(layout: TreeLayout, children: Children, unfolded: Set<number>): number[] {
  const { first, child } = children
  const visible: number[] = []
  // Nodes still to come, the next one last.
  const pending: number[] = []
  const stack = (row: number): void => {
    for (let i = (first[row + 1] ?? 0) - 1; i >= (first[row] ?? 0); i--) pending.push(child[i] ?? 0)
  }
  stack(layout.paths.length)
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visible.push(node)
    if (unfolded.has(node)) stack(node)
  }
  return visible
}

export type TableStep =
  | { kind: 'select'; node: number }
  | { kind: 'fold'; node: number; unfold: boolean }
  | null

/** What a key does in a tree grid (WAI-ARIA's pattern); null when it does nothing. */
export function tableStep(
  key: string,
  at: {
    layout: TreeLayout
    children: Children
    unfolded: Set<number>
    visible: readonly number[]
    selected: number | null
    page: number
  },
): TableStep {
  const { visible, selected } = at
  const index = selected === null ? -1 : visible.indexOf(selected)
  const select = (to: number): TableStep => {
    const node = visible[Math.min(visible.length - 1, Math.max(0, to))]
    return node === undefined || node === selected ? null : { kind: 'select', node }
  }
  switch (key) {
    case 'ArrowDown':
      return select(index + 1)
    case 'ArrowUp':
      return select(index < 0 ? 0 : index - 1)
    case 'PageDown':
      return select(Math.max(0, index) + at.page)
    case 'PageUp':
      return select(index - at.page)
    case 'Home':
      return select(0)
    case 'End':
      return select(visible.length - 1)
    case 'ArrowRight':
      if (selected === null || index < 0) return select(0)
      if (!hasChildren(at.children, selected)) return null
      return at.unfolded.has(selected) ? select(index + 1) : { kind: 'fold', node: selected, unfold: true }
    case 'ArrowLeft': {
      if (selected === null || index < 0) return select(0)
      if (at.unfolded.has(selected) && hasChildren(at.children, selected))
        return { kind: 'fold', node: selected, unfold: false }
      const parent = at.layout.paths.parent[selected] ?? -1
      return parent < 0 ? null : { kind: 'select', node: parent }
    }
    default:
      return null
  }
}
