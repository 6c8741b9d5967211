/**
 * Which nodes use the result of which InitPlan or SubPlan: read from the expressions a plan shows.
 * Up to version 16 an InitPlan's result is an output parameter, `$0`; from 17 on it is
 * `(InitPlan 1).col1`. A SubPlan is `(SubPlan 1)` or `(hashed SubPlan 1)` in every version. Newer
 * servers name subplans (`expr_1`), used as `(expr_1).col1`.
 */
import type { Json } from '../raw.ts'
import { at, type FlatPlan, isWithin, text } from './flat-plan.ts'

/** Rows that use the subplan rooted at a row, ascending; its own subtree left out. */
export type Users = Map<number, number[]>

/** Names of things, not expressions; `Remote SQL` has `$1` of the other server's statement. */
const notExpressions = new Set([
  'Node Type',
  'Parent Relationship',
  'Subplan Name',
  'Relation Name',
  'Schema',
  'Alias',
  'Index Name',
  'CTE Name',
  'Function Name',
  'Trigger Name',
  'Remote SQL',
  'Query Text',
  'Workers',
])

export function findUsers(flat: FlatPlan): Users {
  const subplans = subplanReferences(flat)
  const users: Users = new Map()
  if (subplans.size === 0) return users
  const named = [...subplans.keys()].some((reference) => reference.startsWith('('))
  for (let n = 0; n < flat.length; n++) {
    for (const reference of referencesOf(flat, n, named)) {
      const subplan = subplans.get(reference)
      if (subplan === undefined || isWithin(flat, n, subplan)) continue
      const known = users.get(subplan)
      if (known === undefined) users.set(subplan, [n])
      else if (known.at(-1) !== n) known.push(n)
    }
  }
  for (const [subplan, rows] of users) users.set(subplan, withoutPassers(flat, rows))
  return users
}

/** How an expression names each InitPlan and SubPlan of the plan, with the row of its root. */
function subplanReferences(flat: FlatPlan): Map<string, number> {
  const references = new Map<string, number>()
  for (let n = 0; n < flat.length; n++) {
    if (flat.standing[n] !== 'init-plan' && flat.standing[n] !== 'sub-plan') continue
    const name = text(flat.properties[n], 'Subplan Name')
    const parts = /^(InitPlan|SubPlan) (\S+)(?: \(returns ([^)]*)\))?/.exec(name ?? '')
    const kind = parts?.[1]
    const own = parts?.[2]
    if (kind === undefined || own === undefined) continue
    references.set(/^\d+$/.test(own) ? `${kind} ${own}` : `(${own}`, n)
    // A SubPlan's outputs are set and used inside the node that it hangs on.
    if (kind !== 'InitPlan') continue
    for (const output of parts?.[3]?.split(',') ?? []) references.set(output.trim(), n)
  }
  return references
}

function referencesOf(flat: FlatPlan, n: number, named: boolean): Set<string> {
  const found = new Set<string>()
  for (const [key, value] of Object.entries(flat.properties[n] ?? {})) {
    if (notExpressions.has(key) || typeof value === 'number' || typeof value === 'boolean') continue
    for (const expression of stringsOf(value)) {
      // Most expressions have none; looking for the two marks first keeps large plans quick.
      if (!named && !expression.includes('$') && !expression.includes('Plan ')) continue
      const code = withoutLiterals(expression)
      for (const match of code.matchAll(/\$\d+|\b(?:InitPlan|SubPlan) \d+/g)) found.add(match[0])
      if (!named) continue
      for (const match of code.matchAll(/\((?:hashed )?([A-Za-z_]\w*)\)/g)) found.add(`(${match[1]}`)
    }
  }
  return found
}

function* stringsOf(value: Json): Generator<string> {
  const pending: Json[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') yield next
    else if (typeof next === 'object' && next !== null) pending.push(...Object.values(next))
  }
}

/**
 * Blanks what stands in quotes: `'cost $0'` and `"InitPlan 1"` are no references. A doubled quote
 * inside needs no rule of its own: it reads as the end of one literal and the start of the next.
 */
function withoutLiterals(expression: string): string {
  return expression.replaceAll(/'[^']*'|"[^"]*"/g, "''")
}

/**
 * Drops rows below which another row of the list stands: VERBOSE repeats an expression in the output
 * of every node that merely hands its value up.
 */
function withoutPassers(flat: FlatPlan, rows: number[]): number[] {
  return rows.filter((row, position) => {
    const next = rows[position + 1]
    return next === undefined || next >= at(flat.end, row)
  })
}
