/**
 * Where InitPlans, SubPlans and CTEs were run. The plan shows each once, below the node it was planned
 * with, but the server runs it inside the node that needs its rows, and that node's figures contain it:
 *
 * - a SubPlan inside the nodes whose expressions call it. Partitions share one: it is shown below the
 *   first and run by all.
 * - a CTE inside the CTE Scans that read it; each reads on from where the others have got to. What a
 *   data-modifying CTE has left is run after the root has ended.
 * - an InitPlan inside the first node that uses its result; where that node is below a Gather and the
 *   InitPlan is not, inside the Gather, which evaluates it before it starts workers.
 */
import { amount, at, type FlatPlan, isWithin, text } from './flat-plan.ts'
import { findUsers } from './references.ts'
import { isGather, startedWorkers, type Work } from './work.ts'

export interface Placement {
  /** Root of the InitPlan, SubPlan or CTE. */
  subplan: number
  /** Nodes that ran it. */
  hosts: number[]
  /** Relative parts of the hosts, before what each has room for is looked at. */
  weights: number[]
  /** What no host has room for was run after the plan's root. */
  restAfterRoot: boolean
}

/** How many nodes to look through, all InitPlans together, for one that could have run an InitPlan. */
const searchBudget = 1_000_000

export function placeSubplans(flat: FlatPlan, work: Work, blocks: Float64Array): Placement[] {
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
  // What is certain comes first, so that it has taken its room before anything is guessed.
  for (const subplan of subplans['sub-plan']) {
    place(placeSubPlan(flat, work, subplan, users.get(subplan) ?? []))
  }
  const scans = cteScans(flat, subplans.cte)
  for (const cte of subplans.cte) place(placeCte(flat, blocks, room, cte, scans.get(cte) ?? []))
  const search = new InitPlanSearch(flat, work, room)
  const hidden: number[] = []
  for (const initPlan of subplans['init-plan']) {
    const host = search.among(initPlan, users.get(initPlan) ?? [])
    if (host === undefined) hidden.push(initPlan)
    else place(alone(initPlan, host))
  }
  for (const initPlan of hidden) place(alone(initPlan, search.below(initPlan)))
  return placements
}

function alone(subplan: number, host: number): Placement {
  return { subplan, hosts: [host], weights: [1], restAfterRoot: false }
}

function placeSubPlan(flat: FlatPlan, work: Work, subplan: number, users: number[]): Placement {
  const owner = at(flat.parent, subplan)
  const executed = users.filter((user) => at(work.loops, user) > 0 && !isWithin(flat, user, subplan))
  const hosts = [...new Set([owner, ...executed.filter((user) => !isWithin(flat, owner, user))])]
  // A hashed SubPlan is filled once by each user; a correlated one runs for each row it is asked about.
  const once = at(work.loops, subplan) <= hosts.length
  const weights = hosts.map((host) => (once ? 1 : rowsLookedAt(flat, work, host)))
  return { subplan, hosts, weights, restAfterRoot: false }
}

function rowsLookedAt(flat: FlatPlan, work: Work, n: number): number {
  return at(work.rows, n) + amount(flat.properties[n], 'Rows Removed by Filter') * at(work.loops, n)
}

function placeCte(flat: FlatPlan, blocks: Float64Array, room: Room, cte: number, scans: number[]): Placement {
  const restAfterRoot = text(flat.properties[cte], 'Node Type') === 'ModifyTable'
  if (scans.length === 0) {
    return restAfterRoot
      ? { subplan: cte, hosts: [], weights: [], restAfterRoot }
      : alone(cte, at(flat.parent, cte))
  }
  const total = at(blocks, cte)
  const pulled = scans.map((scan) => at(blocks, scan))
  // A CTE Scan touches no shared blocks of its own, so its count is what it pulled out of the CTE.
  const exact = total > 0 && pulled.reduce((sum, count) => sum + count, 0) === total
  return { subplan: cte, hosts: scans, weights: exact ? pulled : room.weights(cte, scans), restAfterRoot }
}

/** The scans of each CTE. Where queries inside one another use the same name, the innermost counts. */
function cteScans(flat: FlatPlan, ctes: number[]): Map<number, number[]> {
  const named = new Map<string, number[]>()
  for (const cte of ctes) {
    const name = text(flat.properties[cte], 'Subplan Name')?.slice('CTE '.length) ?? ''
    named.set(name, [...(named.get(name) ?? []), cte])
  }
  const scans = new Map<number, number[]>()
  for (let n = 0; n < flat.length; n++) {
    if (text(flat.properties[n], 'Node Type') !== 'CTE Scan') continue
    const known = named.get(text(flat.properties[n], 'CTE Name') ?? '') ?? []
    const around = known.filter((cte) => isWithin(flat, n, at(flat.parent, cte)) && !isWithin(flat, n, cte))
    const cte = around.toSorted((a, b) => at(flat.depth, b) - at(flat.depth, a))[0]
    if (cte !== undefined) scans.set(cte, [...(scans.get(cte) ?? []), n])
  }
  return scans
}

/** Finds the node that ran an InitPlan. */
class InitPlanSearch {
  private readonly flat: FlatPlan
  private readonly work: Work
  private readonly room: Room
  /** The Gather in whose workers a node runs, −1 where there is none. */
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
    const hosts = users.flatMap((user) => this.hostsOf(initPlan, user))
    if (!this.room.isWorth(initPlan)) return hosts[0]
    return this.room.best(initPlan, hosts)
  }

  /** Without VERBOSE a use in an output column is not shown: the first node that has room for it. */
  below(initPlan: number): number {
    const owner = at(this.flat.parent, initPlan)
    for (let n = owner; n < at(this.flat.end, owner) && this.budget > 0; n++, this.budget--) {
      if (isWithin(this.flat, n, initPlan) || !this.room.fits(initPlan, n)) continue
      if (this.hostsOf(initPlan, n)[0] === n) return n
    }
    return owner
  }

  /** Nodes inside which the use by `user` may have run it, likeliest first. */
  private hostsOf(initPlan: number, user: number): number[] {
    if (at(this.work.loops, user) === 0) return []
    const gather = at(this.gathers, user)
    if (gather < 0 || at(this.gathers, initPlan) === gather) return [user]
    // A Gather that was not allowed any worker may have left it to the node itself.
    return startedWorkers(this.flat, gather) ? [gather] : [gather, user]
  }
}

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

/** How much of each node's time and blocks its own parts leave unexplained. */
class Room {
  private readonly flat: FlatPlan
  private readonly work: Work
  private readonly blocks: Float64Array
  private readonly leftMs: Float64Array
  private readonly leftBlocks: Float64Array
  /** What the rounding of a node's own parts may hide. */
  private readonly slackMs: Float64Array

  constructor(flat: FlatPlan, work: Work, blocks: Float64Array) {
    this.flat = flat
    this.work = work
    this.blocks = blocks
    this.leftMs = Float64Array.from(work.processMs)
    this.leftBlocks = Float64Array.from(blocks)
    this.slackMs = new Float64Array(flat.length)
    for (let n = 1; n < flat.length; n++) {
      if (flat.standing[n] !== 'plain') continue
      const above = at(flat.parent, n)
      // What workers do overlaps with what their Gather does, so it leaves no less time there.
      if (!startedWorkers(flat, above)) this.leftMs[above] = at(this.leftMs, above) - at(work.processMs, n)
      this.leftBlocks[above] = at(this.leftBlocks, above) - at(blocks, n)
      this.slackMs[above] = at(this.slackMs, above) + at(work.roundingMs, n)
    }
  }

  /** Whether the subplan has figures that say anything about where it ran. */
  isWorth(subplan: number): boolean {
    return at(this.work.processMs, subplan) > 0 || at(this.blocks, subplan) > 0
  }

  fits(subplan: number, host: number, slackMs = 0): boolean {
    if (at(this.work.loops, host) === 0) return at(this.work.loops, subplan) === 0
    const rounding = at(this.work.roundingMs, subplan) + at(this.work.roundingMs, host) + slackMs
    return (
      at(this.leftMs, host) + rounding >= at(this.work.processMs, subplan) &&
      at(this.leftBlocks, host) >= at(this.blocks, subplan)
    )
  }

  /** The likeliest of those that could have run all of it: ran it before its first row, or comes first. */
  best(subplan: number, hosts: number[]): number | undefined {
    const fitting = hosts.filter((host) => this.fits(subplan, host))
    if (fitting.length === 0) return hosts.find((host) => this.fits(subplan, host, at(this.slackMs, host)))
    return fitting.find((host) => this.startupMs(host) >= this.startupMs(subplan)) ?? fitting[0]
  }

  /** All to the one that could have run it alone; else by what each has unexplained. */
  weights(subplan: number, hosts: number[]): number[] {
    const best = this.best(subplan, hosts)
    return hosts.map((host) => {
      if (best !== undefined) return host === best ? 1 : 0
      return Math.max(0, this.work.timed ? at(this.leftMs, host) : at(this.leftBlocks, host))
    })
  }

  take({ subplan, hosts, weights }: Placement): void {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    hosts.forEach((host, i) => {
      const part = total > 0 ? at(weights, i) / total : 1 / hosts.length
      this.leftMs[host] = at(this.leftMs, host) - part * at(this.work.processMs, subplan)
      this.leftBlocks[host] = at(this.leftBlocks, host) - part * at(this.blocks, subplan)
    })
  }

  private startupMs(n: number): number {
    return amount(this.flat.properties[n], 'Actual Startup Time') * at(this.work.loops, n)
  }
}
