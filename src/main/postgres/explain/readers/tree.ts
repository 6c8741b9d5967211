import type { Json, RawNode, RawPlan } from '../raw.ts'

export type JsonObject = { [key: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Has a plan in it, as one element of EXPLAIN's outer array has, or is itself a node. */
export function isStatement(value: Json | undefined): value is JsonObject {
  return isObject(value) && (isNode(value['Plan']) || isNode(value))
}

function isNode(value: Json | undefined): value is JsonObject {
  return isObject(value) && typeof value['Node Type'] === 'string'
}

/**
 * Turns `{"Plan": {…}, "Planning Time": …}`, or the bare node without "Plan", into a tree. The objects
 * are taken over, not copied. No recursion: a plan may be thousands of levels deep.
 */
export function treeOf(statement: JsonObject, source: RawPlan['source']): RawPlan {
  const notes: string[] = []
  const plan = statement['Plan']
  const isBare = !isNode(plan)
  if (isBare) notes.push('Only a node was given, without planning and execution time.')
  const root = nodeOf(isBare ? statement : plan)
  const pending = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const below = node.properties['Plans']
    if (below === undefined) continue
    delete node.properties['Plans']
    let left = 0
    for (const child of Array.isArray(below) ? below : [below]) {
      if (!isNode(child)) {
        left += 1
        continue
      }
      const made = nodeOf(child)
      node.children.push(made)
      pending.push(made)
    }
    if (left > 0) notes.push(`${left} entries of "Plans" that are no nodes were left out.`)
  }
  const rest: JsonObject = {}
  if (!isBare)
    for (const key of Object.keys(statement)) if (key !== 'Plan') rest[key] = statement[key] ?? null
  const sql = rest['Query Text']
  return { source, root, statement: rest, ...(typeof sql === 'string' ? { sql } : {}), notes }
}

function nodeOf(properties: JsonObject): RawNode {
  return { properties, children: [] }
}

/**
 * How long the statement ran, ms: what it says of itself, or else the root's time. Undefined without
 * ANALYZE. Serves to pick one plan of several.
 */
export function durationOf(plan: RawPlan): number | undefined {
  const execution = plan.statement['Execution Time']
  if (typeof execution === 'number') return execution
  const total = plan.root.properties['Actual Total Time']
  const loops = plan.root.properties['Actual Loops']
  return typeof total === 'number' ? total * (typeof loops === 'number' ? loops : 1) : undefined
}
