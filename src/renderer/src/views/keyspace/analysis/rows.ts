/** The rows of the table of namespaces: as far as they are unfolded, sorted, and found. Pure. */
import type { NamespaceColumn, NamespaceSort } from '#renderer/stores/keyspace/choices.ts'
import { medianColumn } from './histogram.ts'
import { nameOf, type NamespaceTree } from './tree.ts'

export interface NamespaceRow {
  node: number
  depth: number
  /** Undefined where it has nothing in it, or all stand under each other. */
  unfolded: boolean | undefined
}

export interface RowChoices {
  sort: NamespaceSort
  flat: boolean
  search: string
  unfolded: ReadonlySet<number>
}

/** What a column is sorted by; larger first when descending. */
export function sortValue(tree: NamespaceTree, node: number, key: NamespaceColumn): number | string {
  const namespace = tree.nodes[node]
  if (namespace === undefined) return 0
  switch (key) {
    case 'namespace':
      return nameOf(namespace).toLowerCase()
    case 'keys':
      return namespace.keys
    case 'bytes':
    case 'share':
      return namespace.bytes
    case 'average':
      return namespace.keys === 0 ? 0 : namespace.bytes / namespace.keys
    case 'withoutTtl':
      return namespace.withoutTtl.keys
    case 'ttl':
      return endOf(medianColumn(namespace.ttl))
    case 'access':
      return endOf(medianColumn(namespace.access))
    case 'types':
      return Object.keys(namespace.types).length
    case 'encodings':
      return Object.keys(namespace.encodings).length
  }
}

function endOf(column: { until: number | null } | null): number {
  return column === null ? -1 : (column.until ?? Infinity)
}

/** Unfolded at the start: the whole, and what stands directly in it where that is not much. */
export function unfoldedAtFirst({ nodes, children }: NamespaceTree): Set<number> {
  const unfolded = new Set([0])
  if ((children[0]?.length ?? 0) > 12) return unfolded
  for (const child of children[0] ?? []) {
    const large = (nodes[child]?.bytes ?? 0) >= (nodes[0]?.bytes ?? 0) * 0.05
    if (large && (children[child]?.length ?? 0) > 0) unfolded.add(child)
  }
  return unfolded
}

export function rowsOf(tree: NamespaceTree, { sort, flat, search, unfolded }: RowChoices): NamespaceRow[] {
  const values = tree.nodes.map((_, node) => sortValue(tree, node, sort.key))
  const compare = (a: number, b: number): number => {
    const [first = 0, second = 0] = [values[a], values[b]]
    const order = first < second ? -1 : first > second ? 1 : 0
    return (sort.descending ? -order : order) || a - b
  }
  const words = search.trim().toLowerCase()
  const fits = tree.nodes.map(
    (node) =>
      words === '' || nameOf(node).toLowerCase().includes(words) || (node.pattern ?? '').includes(words),
  )
  if (flat) {
    return tree.nodes
      .map((_, node) => node)
      .filter((node) => fits[node] === true && (node > 0 || words === ''))
      .toSorted(compare)
      .map((node) => ({ node, depth: 0, unfolded: undefined }))
  }
  // What has a match in it stays, so that the match can be reached.
  const shown = [...fits]
  if (words !== '') {
    for (let node = tree.nodes.length - 1; node > 0; node--) {
      const parent = tree.parents[node] ?? -1
      if (shown[node] === true && parent >= 0) shown[parent] = true
    }
  }
  const rows: NamespaceRow[] = []
  const add = (node: number, depth: number): void => {
    const inside = (tree.children[node] ?? []).filter((child) => shown[child] === true)
    // While something is searched for, what holds a match is open.
    const isOpen = unfolded.has(node) || (words !== '' && inside.length > 0)
    rows.push({ node, depth, unfolded: inside.length === 0 ? undefined : isOpen })
    if (isOpen) for (const child of inside.toSorted(compare)) add(child, depth + 1)
  }
  if (shown[0] === true) add(0, 0)
  return rows
}

/** With all that `node` stands in unfolded; the same set where it is. */
export function unfoldedTo(
  { parents }: NamespaceTree,
  unfolded: ReadonlySet<number>,
  node: number,
): ReadonlySet<number> {
  const more = new Set(unfolded)
  for (let at = parents[node] ?? -1; at >= 0; at = parents[at] ?? -1) more.add(at)
  return more.size === unfolded.size ? unfolded : more
}

export type TreeMove = { kind: 'to'; row: number } | { kind: 'fold'; node: number; unfold: boolean }

/** What the keys left and right do in the tree; null where they do nothing. */
export function foldMove(
  key: string,
  rows: readonly NamespaceRow[],
  at: number,
  parents: readonly number[],
): TreeMove | null {
  const row = rows[at]
  if (row === undefined) return null
  if (key === 'ArrowRight') {
    if (row.unfolded === undefined) return null
    return row.unfolded ? { kind: 'to', row: at + 1 } : { kind: 'fold', node: row.node, unfold: true }
  }
  if (key === 'ArrowLeft') {
    if (row.unfolded === true) return { kind: 'fold', node: row.node, unfold: false }
    const parent = rows.findIndex(({ node }) => node === parents[row.node])
    return parent < 0 ? null : { kind: 'to', row: parent }
  }
  return null
}
