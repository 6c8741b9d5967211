/** The rows of the table twin: a tree, as far as it is unfolded. */
import type { RowTree } from '#shared/profile/tables/index.ts'

/** Of a large tree what takes at least this share is unfolded at first. */
const heavyShare = 0.01

export function initiallyUnfolded(tree: RowTree): Set<number> {
  const unfolded = new Set<number>()
  if (tree.unfoldsAtFirst === 'none') return unfolded
  const least = tree.unfoldsAtFirst === 'all' ? 0 : heavyShare
  const pending = [tree.roots()]
  for (let rows = pending.pop(); rows !== undefined; rows = pending.pop()) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0
      if (tree.shareOf(row) < least || !tree.hasChildren(row)) continue
      unfolded.add(row)
      pending.push(tree.childrenOf(row))
    }
  }
  return unfolded
}

/** With every row above `row` unfolded too; the same set when they are. */
export function unfoldedTo(tree: RowTree, unfolded: Set<number>, row: number): Set<number> {
  let more: Set<number> | null = null
  for (let at = tree.parentOf(row); at >= 0; at = tree.parentOf(at)) {
    if (unfolded.has(at)) continue
    more ??= new Set(unfolded)
    more.add(at)
  }
  return more ?? unfolded
}

/** The rows to show, top to bottom. */
export function visibleRows(tree: RowTree, unfolded: ReadonlySet<number>): number[] {
  const visible: number[] = []
  // Rows still to come, the next one last.
  const pending: number[] = []
  const stack = (rows: ArrayLike<number>): void => {
    for (let i = rows.length - 1; i >= 0; i--) pending.push(rows[i] ?? 0)
  }
  stack(tree.roots())
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    visible.push(row)
    if (unfolded.has(row)) stack(tree.childrenOf(row))
  }
  return visible
}

export type TableStep =
  | { kind: 'select'; row: number }
  | { kind: 'fold'; row: number; unfold: boolean }
  | null

/** What a key does in a tree grid (WAI-ARIA's pattern); null when it does nothing. */
export function tableStep(
  key: string,
  at: {
    tree: RowTree
    unfolded: ReadonlySet<number>
    visible: readonly number[]
    selected: number | null
    page: number
  },
): TableStep {
  const { tree, visible, selected } = at
  const index = selected === null ? -1 : visible.indexOf(selected)
  const select = (to: number): TableStep => {
    const row = visible[Math.min(visible.length - 1, Math.max(0, to))]
    return row === undefined || row === selected ? null : { kind: 'select', row }
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
      if (!tree.hasChildren(selected)) return null
      return at.unfolded.has(selected) ? select(index + 1) : { kind: 'fold', row: selected, unfold: true }
    case 'ArrowLeft': {
      if (selected === null || index < 0) return select(0)
      if (at.unfolded.has(selected) && tree.hasChildren(selected))
        return { kind: 'fold', row: selected, unfold: false }
      const parent = tree.parentOf(selected)
      return parent < 0 ? null : { kind: 'select', row: parent }
    }
    default:
      return null
  }
}

export function isBelow(tree: RowTree, row: number, above: number): boolean {
  for (let at = tree.parentOf(row); at >= 0; at = tree.parentOf(at)) if (at === above) return true
  return false
}
