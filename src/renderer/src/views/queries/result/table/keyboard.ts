/** What a key means in the tree table, after the treegrid pattern of the ARIA practices. Pure. */
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
  const place = rows.indexOf(id)
  const at = (row: number): TreeMove | null => {
    const to = rows[Math.min(rows.length - 1, Math.max(0, row))]
    return to === undefined ? null : { kind: 'go', to }
  }
  const hasChildren = (children[id]?.length ?? 0) > 0
  switch (key) {
    case 'ArrowDown':
      return at(place + 1)
    case 'ArrowUp':
      return at(place - 1)
    case 'PageDown':
      return at(place + page)
    case 'PageUp':
      return at(place - page)
    case 'Home':
      return at(0)
    case 'End':
      return at(rows.length - 1)
    case 'ArrowRight':
      if (!hasChildren) return null
      return collapsed.has(id) ? { kind: 'toggle', id } : at(place + 1)
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
