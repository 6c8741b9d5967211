import type { Part, Parts, TreeNode } from '../namespaces/index.ts'

/** A clear majority: what is said of them is said of nearly all. */
const MOSTLY = 0.8

/** The namespaces that hold most of some keys, the deepest first; the whole is none of them. */
export function majorityOf<T>(
  parts: Parts<T>,
  nodes: ReadonlyMap<TreeNode<T>, number>,
  keys: number,
): { part: Part<T>; keys: number }[] {
  const inParts = new Map<Part<T>, number>()
  for (const [node, count] of nodes) {
    for (let part = parts.of(node); part.above !== undefined; part = part.above)
      inParts.set(part, (inParts.get(part) ?? 0) + count)
  }
  // Two that hold more than half have keys together, so one is within the other.
  return [...inParts]
    .filter(([, count]) => count >= MOSTLY * keys)
    .map(([part, count]) => ({ part, keys: count }))
    .toSorted((one, other) => other.part.path.length - one.part.path.length)
}
