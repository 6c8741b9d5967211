import { at, amount, type FlatPlan, isWithin, text } from './flat-plan.ts'
import { restartersOf } from './restarts.ts'
import type { Placement, Room } from './room.ts'
import type { Work } from './work.ts'

/** Where a SubPlan was run: by the node it is shown below, unless something shows that it was not. */
export function placeSubPlan(
  flat: FlatPlan,
  work: Work,
  room: Room,
  subplan: number,
  users: number[],
): Placement {
  const owner = at(flat.parent, subplan)
  const executed = users.filter((user) => at(work.loops, user) > 0 && !isWithin(flat, user, subplan))
  const shown = [...new Set([owner, ...executed.filter((user) => !isWithin(flat, owner, user))])]
  const hosts = shown.length === 1 ? withRoom(flat, work, room, subplan, owner) : shown
  // A hashed SubPlan is filled once by each user; a correlated one runs for each row it is asked about.
  const once = at(work.loops, subplan) <= hosts.length
  const weights = hosts.map((host) => (once ? 1 : rowsLookedAt(flat, work, host)))
  return { subplan, hosts, weights, restAfterRoot: false }
}

/** The owner, or, where its own figures are too small to contain the SubPlan, who else must have run it. */
function withRoom(flat: FlatPlan, work: Work, room: Room, subplan: number, owner: number): number[] {
  if (room.fitsLoosely(subplan, owner)) return [owner]
  const restarter = restartersOf(flat, owner).find((host) => room.fitsLoosely(subplan, host))
  if (restarter !== undefined) return [restarter]
  const others = otherPartitions(flat, owner).filter((n) => at(work.loops, n) > 0)
  return [owner, ...others]
}

/**
 * The inputs of an Append that `n` is one of or stands below, without the one that has `n`: without
 * VERBOSE no output column is shown, and that they run the SubPlan of the first partition is to be
 * seen from its figures alone.
 */
function otherPartitions(flat: FlatPlan, n: number): number[] {
  for (let child = n; child > 0 && flat.standing[child] === 'plain'; child = at(flat.parent, child)) {
    const above = at(flat.parent, child)
    const type = text(flat.properties[above], 'Node Type')
    if (type !== 'Append' && type !== 'Merge Append') continue
    const inputs: number[] = []
    for (let input = above + 1; input < at(flat.end, above); input = at(flat.end, input)) {
      if (input !== child && flat.standing[input] === 'plain') inputs.push(input)
    }
    return inputs
  }
  return []
}

function rowsLookedAt(flat: FlatPlan, work: Work, n: number): number {
  return at(work.rows, n) + amount(flat.properties[n], 'Rows Removed by Filter') * at(work.loops, n)
}
