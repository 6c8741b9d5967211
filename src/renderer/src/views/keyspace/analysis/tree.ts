/** The namespaces of an analysis as a tree, node by node; a node is a place in `analysis.namespaces`. Pure. */
import { namespaceKey } from '#renderer/stores/keyspace/namespace-key.ts'
import type { Namespace } from '#shared/contract/redis/keyspace.ts'

export interface NamespaceTree {
  nodes: readonly Namespace[]
  /** −1 for the whole keyspace. */
  parents: readonly number[]
  children: readonly (readonly number[])[]
  /** By `namespaceKey`. */
  places: ReadonlyMap<string, number>
}

export function treeOf(namespaces: readonly Namespace[]): NamespaceTree {
  const placeOfId = new Map(namespaces.map(({ id }, place) => [id, place]))
  const parents = namespaces.map(({ parentId }) => (parentId === null ? -1 : (placeOfId.get(parentId) ?? -1)))
  const children: number[][] = namespaces.map(() => [])
  for (const [place, parent] of parents.entries()) if (parent >= 0) children[parent]?.push(place)
  const places = new Map(namespaces.map((namespace, place) => [namespaceKey(namespace), place]))
  return { nodes: namespaces, parents, children, places }
}

/** Where a namespace of any analysis stands in this one; null where it is not. */
export function placeOf(tree: NamespaceTree, key: string | null | undefined): number | null {
  return key === null || key === undefined ? null : (tree.places.get(key) ?? null)
}

/** From the whole down to the node itself. */
export function pathTo({ parents }: NamespaceTree, node: number): number[] {
  const path: number[] = []
  for (let at = node; at >= 0; at = parents[at] ?? -1) path.unshift(at)
  return path
}

/** The namespace that a glob of a finding or a proposal is about. */
export function placeOfPattern({ nodes }: NamespaceTree, name: string): number | null {
  const place = nodes.findIndex(({ pattern, prefix }) => pattern === name || prefix === name)
  return place < 0 ? null : place
}

/** What a namespace is called where it stands alone: its prefix, and `all keys` for the whole. */
export function nameOf({ prefix, label, parentId }: Namespace): string {
  if (parentId === null) return 'All keys'
  return label === '…' ? `${prefix}…`.replace(/……$/, '…') : prefix || label
}
