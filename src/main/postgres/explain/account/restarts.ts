import { at, type FlatPlan, text } from './flat-plan.ts'
import { isGather } from './work.ts'

/** Nodes that evaluate what they compare with when they are started anew, before they give a row. */
const evaluatesAtStart = new Set([
  'Index Scan',
  'Index Only Scan',
  'Bitmap Index Scan',
  'Tid Scan',
  'Tid Range Scan',
  'Limit',
])

/**
 * The nodes that may have started `n` anew, nearest first. A node's clock and counters do not run while
 * it is started, so what its keys need evaluated is in the figures of the one that started it: of the
 * nested loop on whose inner side it is, or of a node between the two. Empty where nothing restarts it.
 */
export function restartersOf(flat: FlatPlan, n: number): number[] {
  if (!evaluatesAtStart.has(text(flat.properties[n], 'Node Type') ?? '')) return []
  const found: number[] = []
  for (let child = n; child > 0 && flat.standing[child] === 'plain';) {
    const above = at(flat.parent, child)
    if (isGather(flat, above)) return []
    found.push(above)
    const type = text(flat.properties[above], 'Node Type')
    if ((type === 'Nested Loop' || type === 'Recursive Union') && !isFirstInput(flat, child)) return found
    child = above
  }
  return []
}

function isFirstInput(flat: FlatPlan, child: number): boolean {
  const above = at(flat.parent, child)
  for (let n = above + 1; n < child; n = at(flat.end, n)) if (flat.standing[n] === 'plain') return false
  return true
}
