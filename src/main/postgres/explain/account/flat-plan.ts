import type { Json, RawNode } from '../raw.ts'

/** Where a node stands to its parent, as far as accounting cares. */
export type Standing = 'plain' | 'init-plan' | 'sub-plan' | 'cte'

export type Properties = Record<string, Json>

/**
 * The plan as columns in preorder: row 0 is the root, a parent stands before its children, and the
 * subtree of row `n` is the rows `n … end[n] − 1`. Made without recursion, so depth does not matter.
 */
export interface FlatPlan {
  length: number
  properties: Properties[]
  /** −1 at the root. */
  parent: Int32Array
  depth: Int32Array
  /** First row after the subtree. */
  end: Int32Array
  standing: Standing[]
}

export function flattenPlan(root: RawNode): FlatPlan {
  const properties: Properties[] = []
  const parents: number[] = []
  const depths: number[] = []
  const pending: { node: RawNode; parent: number; depth: number }[] = [{ node: root, parent: -1, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const row = properties.length
    properties.push(next.node.properties)
    parents.push(next.parent)
    depths.push(next.depth)
    for (const child of next.node.children.toReversed()) {
      pending.push({ node: child, parent: row, depth: next.depth + 1 })
    }
  }
  const length = properties.length
  const parent = Int32Array.from(parents)
  const end = new Int32Array(length)
  for (let n = length - 1; n >= 0; n--) {
    end[n] = Math.max(at(end, n), n + 1)
    const above = at(parent, n)
    if (above >= 0) end[above] = Math.max(at(end, above), at(end, n))
  }
  const standing = properties.map((own, n) => (n === 0 ? 'plain' : standingOf(own)))
  return { length, properties, parent, depth: Int32Array.from(depths), end, standing }
}

/**
 * An element of an array that is known to exist: rows of a {@link FlatPlan} index each of its columns.
 * 0 where the index is out of range, which keeps the arithmetic going on a damaged plan.
 */
export function at(array: ArrayLike<number>, index: number): number {
  return array[index] ?? 0
}

/** Whether `inner` is `outer` or stands below it. */
export function isWithin(flat: FlatPlan, inner: number, outer: number): boolean {
  return inner >= outer && inner < at(flat.end, outer)
}

/** A property as text, where it is one. */
export function text(properties: Properties | undefined, key: string): string | undefined {
  const value = properties?.[key]
  return typeof value === 'string' ? value : undefined
}

/** A property as a number, where it is one; readers of text formats may leave figures as text. */
export function figure(properties: Properties | undefined, key: string): number | undefined {
  const value = properties?.[key]
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : undefined
}

/** A measured amount: as {@link figure}, and never negative, which no counter of the server can be. */
export function amount(properties: Properties | undefined, key: string): number {
  return Math.max(0, figure(properties, key) ?? 0)
}

function standingOf(properties: Properties): Standing {
  const name = text(properties, 'Subplan Name')
  const relationship = text(properties, 'Parent Relationship')
  if (name?.startsWith('CTE ')) return 'cte'
  if (relationship === 'InitPlan' || name?.startsWith('InitPlan ')) return 'init-plan'
  if (relationship === 'SubPlan' || name?.startsWith('SubPlan ')) return 'sub-plan'
  return 'plain'
}
