/**
 * Namespaces of keys, found in their names: the tree of all names seen, in bounded memory, with counts
 * of any kind; its parts as they are shown, and the globs that take exactly their keys. The analysis of
 * a keyspace, the summary of a trace and the simulation name theirs by it, so that each is called the
 * same everywhere.
 */
export { liveNode, NamespaceTree, type TreeNode } from './tree.ts'
export { type Part, type Parts, partsOf } from './parts.ts'
export { type Apart, apart, type NamespaceName } from './apart.ts'
