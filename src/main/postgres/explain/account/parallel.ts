/**
 * What ran at the same time. Below a Gather each figure is that of all processes together; how long it
 * took by the clock is an estimate:
 *
 * - with VERBOSE each worker's time is known, the rest is the leader's, and the busiest process counts;
 * - without it the time is divided by the processes that ran the node. A node ran in as many processes
 *   as it has loops per start of the Gather, but in no more than what it is part of: the inner side of
 *   a nested loop has thousands of loops and still three processes, one child of a Parallel Append has
 *   one loop and one process, and an InitPlan that the Gather evaluated is not part of it at all.
 */
import { amount, at, figure, type FlatPlan } from './flat-plan.ts'
import type { RunGraph } from './run-graph.ts'
import { isGather, startedWorkers, type Work } from './work.ts'

export interface Parallel {
  /** The Gather whose processes ran the node; −1 for what ran in the leader alone. */
  gather: Int32Array
  /** 1 for the node that the processes of a Gather run, the Gather's child. */
  top: Uint8Array
  /** 1 for every node that a Gather's processes ran. */
  inWorkers: Uint8Array
  /** Processes that ran the node, at least 1. */
  processes: Float64Array
  /** How long the node took by the clock, with all it contains. */
  spanMs: Float64Array
}

export function findParallel(flat: FlatPlan, work: Work, graph: RunGraph): Parallel {
  const parallel: Parallel = {
    gather: new Int32Array(flat.length).fill(-1),
    top: new Uint8Array(flat.length),
    inWorkers: new Uint8Array(flat.length),
    processes: new Float64Array(flat.length).fill(1),
    spanMs: work.processMs.slice(),
  }
  for (const n of graph.order) {
    for (let e = at(graph.start, n); e < at(graph.start, n + 1); e++) {
      enter(flat, work, parallel, n, at(graph.to, e))
    }
  }
  for (let position = graph.order.length - 1; position >= 0; position--) {
    const n = at(graph.order, position)
    if (at(parallel.inWorkers, n) === 0) continue
    let spanMs = work.perProcess[n]?.longestMs ?? at(work.processMs, n) / at(parallel.processes, n)
    // A node is not done before the longest of its parts is.
    for (let e = at(graph.start, n); e < at(graph.start, n + 1); e++) {
      if (at(graph.shared, e) === 0) spanMs = Math.max(spanMs, at(parallel.spanMs, at(graph.to, e)))
    }
    // Workers go on while the leader is busy above the Gather; the plan passes that time there.
    parallel.spanMs[n] = Math.min(spanMs, at(work.processMs, at(parallel.gather, n)))
  }
  return parallel
}

function enter(flat: FlatPlan, work: Work, parallel: Parallel, host: number, n: number): void {
  const below = at(parallel.gather, host)
  const isTop = below < 0 && isGather(flat, host) && flat.standing[n] === 'plain'
  if (below < 0 && !isTop) return
  const gather = isTop ? host : below
  parallel.gather[n] = gather
  parallel.inWorkers[n] = 1
  if (isTop) parallel.top[n] = 1
  const most = isTop ? processesAllowed(flat, gather) : at(parallel.processes, host)
  const perStart = Math.round(at(work.loops, n) / Math.max(1, at(work.loops, gather)))
  parallel.processes[n] = work.perProcess[n]?.processes ?? Math.max(1, Math.min(most, perStart))
}

function processesAllowed(flat: FlatPlan, gather: number): number {
  const own = flat.properties[gather]
  const workers = figure(own, 'Workers Launched') ?? figure(own, 'Workers Planned')
  return workers === undefined ? Infinity : workers + 1
}

/**
 * How many times the planned rows of a partial node the query gets: the planner divides a parallel
 * node's rows by its workers plus what it expects the leader to find time for (`get_parallel_divisor`
 * in costsize.c), which is less than a whole process, so that multiplying by loops would overstate.
 */
export function parallelDivisor(flat: FlatPlan, work: Work, gather: number, top: number): number {
  const own = flat.properties[gather]
  const planned = figure(own, 'Workers Planned')
  if (planned === undefined) return Math.max(1, at(work.loops, top) / Math.max(1, at(work.loops, gather)))
  const launched = amount(own, 'Workers Launched') * Math.max(1, at(work.loops, gather))
  const leaderTakesPart = !startedWorkers(flat, gather) || at(work.loops, top) > launched
  return planned + (leaderTakesPart ? Math.max(0, 1 - 0.3 * planned) : 0)
}
