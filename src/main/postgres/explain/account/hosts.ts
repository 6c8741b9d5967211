/**
 * Where InitPlans, SubPlans and CTEs were run. The plan shows each once, below the node it was planned
 * with, but the server runs it inside the node that needs its rows, and that node's figures contain it:
 *
 * - a SubPlan inside the nodes whose expressions call it. Partitions share one: it is shown below the
 *   first and run by all.
 * - a CTE inside the CTE Scans that read it; each reads on from where the others have got to. What a
 *   data-modifying CTE has left is run after the root has ended.
 * - an InitPlan inside the first node that uses its result (or the one that starts that node anew); where that node is below a Gather and the
 *   InitPlan is not, inside the Gather, which evaluates it before it starts workers.
 */
import { at, type FlatPlan, isWithin, text } from './flat-plan.ts'
import { findUsers } from './references.ts'
import { restartersOf } from './restarts.ts'
import { type Placement, Room } from './room.ts'
import { placeSubPlan } from './sub-plan-hosts.ts'
import { isGather, startedWorkers, type Work } from './work.ts'

/** How many nodes to look through, all InitPlans together, for one that could have run an InitPlan. */
const searchBudget = 1_000_000

export function placeSubplans(flat: FlatPlan, work: Work, blocks: Float64Array[]): Placement[] {
  const subplans = { 'init-plan': [] as number[], 'sub-plan': [] as number[], cte: [] as number[] }
  for (let n = 0; n < flat.length; n++) {
    const standing = flat.standing[n]
    if (standing !== undefined && standing !== 'plain') subplans[standing].push(n)
  }
  const total = subplans['init-plan'].length + subplans['sub-plan'].length + subplans.cte.length
  if (total === 0) return []

  const users = findUsers(flat)
  const room = new Room(flat, work, blocks)
  const placements: Placement[] = []
  const place = (placement: Placement) => {
    placements.push(placement)
    room.take(placement)
  }
  const scans = cteScans(flat, subplans.cte)
  const search = new InitPlanSearch(flat, work, room)
  // What is certain comes first, so that it has taken its room before anything is guessed; last what
  // no expression shows.
  for (const subplan of subplans['sub-plan']) {
    place(placeSubPlan(flat, work, room, subplan, users.get(subplan) ?? []))
  }
  const hidden: number[] = []
  const placeInitPlan = (initPlan: number) => {
    const host = search.among(initPlan, users.get(initPlan) ?? [])
    if (host === undefined) hidden.push(initPlan)
    else place(alone(initPlan, host))
  }
  const usedOnce = (initPlan: number) => users.get(initPlan)?.length === 1
  const readOnce = (cte: number) => scans.get(cte)?.length === 1
  const placeScanned = (cte: number) => place(placeCte(flat, room, cte, scans.get(cte) ?? []))
  subplans.cte.filter((cte) => readOnce(cte)).forEach(placeScanned)
  subplans['init-plan'].filter((initPlan) => usedOnce(initPlan)).forEach(placeInitPlan)
  subplans.cte.filter((cte) => !readOnce(cte)).forEach(placeScanned)
  subplans['init-plan'].filter((initPlan) => !usedOnce(initPlan)).forEach(placeInitPlan)
  for (const initPlan of hidden) {
    const executed = users.get(initPlan)?.findLast((user) => at(work.loops, user) > 0)
    place(alone(initPlan, search.below(initPlan) ?? executed ?? at(flat.parent, initPlan)))
  }
  return placements
}

function alone(subplan: number, host: number): Placement {
  return { subplan, hosts: [host], weights: [1], restAfterRoot: false }
}

function placeCte(flat: FlatPlan, room: Room, cte: number, scans: number[]): Placement {
  const restAfterRoot = text(flat.properties[cte], 'Node Type') === 'ModifyTable'
  if (scans.length === 0) {
    return restAfterRoot
      ? { subplan: cte, hosts: [], weights: [], restAfterRoot }
      : alone(cte, at(flat.parent, cte))
  }
  return { subplan: cte, hosts: scans, weights: room.weights(cte, scans), restAfterRoot }
}

/** The scans of each CTE. Where queries inside one another use the same name, the innermost counts. */
function cteScans(flat: FlatPlan, ctes: number[]): Map<number, number[]> {
  const ofOwner = new Map<number, number[]>()
  for (const cte of ctes) {
    const known = ofOwner.get(at(flat.parent, cte))
    if (known === undefined) ofOwner.set(at(flat.parent, cte), [cte])
    else known.push(cte)
  }
  /** The CTEs of each name whose owners contain the node that is looked at, innermost last. */
  const open = new Map<string, number[]>()
  const openAt = (name: string, n: number): number[] => {
    const known = open.get(name) ?? []
    while (known.length > 0 && n >= at(flat.end, at(flat.parent, known.at(-1) ?? 0))) known.pop()
    open.set(name, known)
    return known
  }
  const scans = new Map<number, number[]>()
  for (let n = 0; n < flat.length; n++) {
    for (const cte of ofOwner.get(n) ?? []) {
      openAt(text(flat.properties[cte], 'Subplan Name')?.slice('CTE '.length) ?? '', n).push(cte)
    }
    if (text(flat.properties[n], 'Node Type') !== 'CTE Scan') continue
    const name = text(flat.properties[n], 'CTE Name') ?? ''
    const read = openAt(name, n).findLast((cte) => !isWithin(flat, n, cte))
    if (read === undefined) continue
    const known = scans.get(read)
    if (known === undefined) scans.set(read, [n])
    else known.push(n)
  }
  return scans
}

/** Finds the node that ran an InitPlan. */
class InitPlanSearch {
  private readonly flat: FlatPlan
  private readonly work: Work
  private readonly room: Room
  private readonly gathers: Int32Array
  private budget = searchBudget

  constructor(flat: FlatPlan, work: Work, room: Room) {
    this.flat = flat
    this.work = work
    this.room = room
    this.gathers = gathersAbove(flat)
  }

  /** The host among the nodes that show that they use it; undefined where none of them can be. */
  among(initPlan: number, users: number[]): number | undefined {
    const hosts = [...new Set(users.flatMap((user) => this.hostsOf(initPlan, user)))]
    if (!this.room.isWorth(initPlan)) return hosts[0]
    const best = this.room.best(initPlan, hosts)
    if (best !== undefined) return best
    const restarters = [...new Set(hosts.flatMap((host) => restartersOf(this.flat, host)))]
    const certain =
      hosts.find((host) => isGather(this.flat, host)) ?? (hosts.length === 1 ? hosts[0] : undefined)
    return this.room.best(initPlan, restarters) ?? certain
  }

  /** Without VERBOSE a use in an output column is not shown: the first node that has room for it. */
  below(initPlan: number): number | undefined {
    const owner = at(this.flat.parent, initPlan)
    for (let n = owner; n < at(this.flat.end, owner) && this.budget > 0; n++, this.budget--) {
      if (isWithin(this.flat, n, initPlan) || !this.room.fits(initPlan, n)) continue
      if (this.hostsOf(initPlan, n).includes(n)) return n
    }
    return undefined
  }

  /** Nodes inside which the use by `user` may have run it, likeliest first. */
  private hostsOf(initPlan: number, user: number): number[] {
    const gather = at(this.gathers, user)
    const isOutside = gather >= 0 && at(this.gathers, initPlan) !== gather
    // Evaluated before the workers start, so also where none of them came to the node that needs it.
    if (isOutside && startedWorkers(this.flat, gather)) return [gather]
    if (at(this.work.loops, user) === 0) return []
    // A Gather that was not allowed any worker may have left it to the node itself.
    return isOutside ? [gather, user] : [...this.prunerOf(user), user]
  }

  /** An Append may have used the value before any of its inputs, to pick the partitions to scan. */
  private prunerOf(user: number): number[] {
    if (this.flat.standing[user] !== 'plain') return []
    const above = at(this.flat.parent, user)
    const type = text(this.flat.properties[above], 'Node Type')
    return type === 'Append' || type === 'Merge Append' ? [above] : []
  }
}

/** The Gather in whose workers each node runs, −1 where there is none. */
function gathersAbove(flat: FlatPlan): Int32Array {
  const gathers = new Int32Array(flat.length).fill(-1)
  for (let n = 1; n < flat.length; n++) {
    const standing = flat.standing[n]
    const above = at(flat.parent, n)
    if (at(gathers, above) >= 0) gathers[n] = at(gathers, above)
    else if (isGather(flat, above) && standing === 'plain') gathers[n] = above
  }
  return gathers
}
