/** What a key means in the tree table, after the treegrid pattern of the ARIA practices. Pure. */
import { placeOfKey } from '#renderer/ui/place-of-key.ts'
import type { PlanNode } from '#shared/contract/plan.ts'

export type TreeMove = { kind: 'go'; to: number } | { kind: 'toggle'; id: number }

export interface TreePosition {
  nodes: readonly PlanNode[]
  /** Ids from top to bottom, as shown. */
  rows: readonly number[]
  children: readonly (readonly number[])[]
  collapsed: ReadonlySet<number>
  /** Rows that a page key moves by. */
  page: number
}

/** Null for a key that means nothing here. */
export function moveOf(key: string, id: number, position: TreePosition): TreeMove | null {
  const { nodes, rows, children, collapsed, page } = position
  // A node in a folded part has no row: its keys go from the first one.
  const place = Math.max(0, rows.indexOf(id))
  const goTo = rows[placeOfKey(key, place, rows.length, page) ?? -1]
  if (goTo !== undefined) return { kind: 'go', to: goTo }
  const hasChildren = (children[id]?.length ?? 0) > 0
  switch (key) {
    case 'ArrowRight': {
      if (!hasChildren) return null
      if (collapsed.has(id)) return { kind: 'toggle', id }
      const inside = rows[place + 1]
      return inside === undefined ? null : { kind: 'go', to: inside }
    }
    case 'ArrowLeft': {
      if (hasChildren && !collapsed.has(id)) return { kind: 'toggle', id }
      const parent = nodes[id]?.parentId ?? null
      return parent === null ? null : { kind: 'go', to: parent }
    }
    case 'Enter':
    case ' ':
      return { kind: 'go', to: id }
    default:
      return null
  }
}
