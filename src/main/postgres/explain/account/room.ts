import { amount, at, type FlatPlan } from './flat-plan.ts'
import { startedWorkers, type Work } from './work.ts'

/** Where an InitPlan, SubPlan or CTE was run. */
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

/** How much of each node's time and blocks its own parts leave unexplained. */
export class Room {
  private readonly flat: FlatPlan
  private readonly work: Work
  private readonly blocks: Float64Array[]
  private readonly leftMs: Float64Array
  private readonly leftBlocks: Float64Array[]
  /** What the rounding of the parts found so far may hide. */
  private readonly slackMs: Float64Array

  constructor(flat: FlatPlan, work: Work, blocks: Float64Array[]) {
    this.flat = flat
    this.work = work
    this.blocks = blocks
    this.leftMs = Float64Array.from(work.processMs)
    this.leftBlocks = blocks.map((column) => Float64Array.from(column))
    this.slackMs = new Float64Array(flat.length)
    for (let n = 1; n < flat.length; n++) {
      if (flat.standing[n] !== 'plain') continue
      const above = at(flat.parent, n)
      // What workers do overlaps with what their Gather does, so it leaves no less time there.
      this.subtract(above, n, 1, startedWorkers(flat, above) ? 0 : 1)
    }
  }

  /** Whether the subplan has figures that say anything about where it ran. */
  isWorth(subplan: number): boolean {
    return at(this.work.processMs, subplan) > 0 || this.blocks.some((column) => at(column, subplan) > 0)
  }

  /** Counters are exact, and each by itself: a block that was read is not one that was found. */
  fits(subplan: number, host: number, slackMs = 0): boolean {
    if (at(this.work.loops, host) === 0) return at(this.work.loops, subplan) === 0
    const rounding = at(this.work.roundingMs, subplan) + at(this.work.roundingMs, host) + slackMs
    return (
      at(this.leftMs, host) + rounding >= at(this.work.processMs, subplan) &&
      this.leftBlocks.every((left, i) => at(left, host) >= at(this.blocks[i] ?? [], subplan))
    )
  }

  /** As {@link fits}, with what the rounding of the host's other parts may hide. */
  fitsLoosely(subplan: number, host: number): boolean {
    return this.fits(subplan, host, at(this.slackMs, host))
  }

  /** The likeliest of those that could have run all of it: ran it before its first row, or comes first. */
  best(subplan: number, hosts: number[]): number | undefined {
    const fitting = hosts.filter((host) => this.fits(subplan, host))
    if (fitting.length === 0) return hosts.find((host) => this.fitsLoosely(subplan, host))
    return fitting.find((host) => this.startupMs(host) >= this.startupMs(subplan)) ?? fitting[0]
  }

  /** What each of a CTE's scans pulled out of it. */
  weights(cte: number, scans: number[]): number[] {
    // A CTE Scan touches no shared blocks of its own, so its count is what it pulled out of the CTE.
    const pulled = scans.map((scan) => sumAt(this.leftBlocks, scan))
    const total = sumAt(this.blocks, cte)
    if (total > 0 && pulled.reduce((sum, count) => sum + count, 0) === total) return pulled
    const best = this.best(cte, scans)
    return scans.map((scan) => {
      if (best !== undefined) return scan === best ? 1 : 0
      return Math.max(0, this.work.timed ? at(this.leftMs, scan) : sumAt(this.leftBlocks, scan))
    })
  }

  take({ subplan, hosts, weights }: Placement): void {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    hosts.forEach((host, i) => {
      const part = total > 0 ? at(weights, i) / total : 1 / hosts.length
      this.subtract(host, subplan, part, part)
    })
  }

  private subtract(host: number, part: number, ofBlocks: number, ofTime: number): void {
    this.leftMs[host] = at(this.leftMs, host) - ofTime * at(this.work.processMs, part)
    this.slackMs[host] = at(this.slackMs, host) + ofTime * at(this.work.roundingMs, part)
    this.leftBlocks.forEach((left, i) => {
      left[host] = at(left, host) - ofBlocks * at(this.blocks[i] ?? [], part)
    })
  }

  private startupMs(n: number): number {
    return amount(this.flat.properties[n], 'Actual Startup Time') * at(this.work.loops, n)
  }
}

function sumAt(columns: Float64Array[], n: number): number {
  return columns.reduce((sum, column) => sum + at(column, n), 0)
}
