import type { PlanNode } from '#shared/contract/plan.ts'
import { allot } from './allot.ts'
import { at } from './flat-plan.ts'
import type { Parallel } from './parallel.ts'
import type { RunGraph } from './run-graph.ts'
import type { Work } from './work.ts'

type Times = Pick<PlanNode, 'inclusiveMs' | 'exclusiveMs' | 'inclusiveCpuMs' | 'exclusiveCpuMs'>

/**
 * Time by the clock and time of all processes. The two are the same but for what a Gather's processes
 * ran: there the one is the estimate of `parallel.ts`, the other the server's own sum, and the nodes
 * above contain the difference.
 */
export function accountTime(work: Work, graph: RunGraph, parallel: Parallel): (n: number) => Times {
  const length = work.processMs.length
  const processes = allot(graph, {
    inclusive: work.processMs,
    rounding: work.roundingMs,
    whole: false,
    apart: parallel.top,
  })
  const ownShare = processes.own.map((ms, n) => ms / at(parallel.processes, n))
  const clock = allot(graph, {
    inclusive: parallel.spanMs,
    rounding: work.roundingMs,
    whole: false,
    overlapping: { nodes: parallel.inWorkers, ownShare },
  })

  /** Process time that a node contains beyond its time by the clock. */
  const overlapMs = new Float64Array(length)
  for (let position = graph.order.length - 1; position >= 0; position--) {
    const n = at(graph.order, position)
    if (at(parallel.inWorkers, n) === 1) {
      overlapMs[n] = at(processes.given, n) - at(clock.given, n)
      continue
    }
    for (let e = at(graph.start, n); e < at(graph.start, n + 1); e++) {
      overlapMs[n] = at(overlapMs, n) + at(overlapMs, at(graph.to, e)) * at(clock.fraction, e)
    }
  }

  return (n) => {
    const inWorkers = at(parallel.inWorkers, n) === 1
    // The root's own includes what was run after it; everywhere else the server's figure stands.
    const inclusiveMs = n === 0 ? at(clock.given, 0) : at(parallel.spanMs, n)
    return {
      inclusiveMs: tidyMs(inclusiveMs),
      exclusiveMs: tidyMs(at(clock.own, n)),
      inclusiveCpuMs: tidyMs(inWorkers ? at(work.processMs, n) : inclusiveMs + at(overlapMs, n)),
      exclusiveCpuMs: tidyMs(at(inWorkers ? processes.own : clock.own, n)),
    }
  }
}

/** Nanoseconds: well below what the server prints, and free of the noise of binary fractions. */
export function tidyMs(ms: number): number {
  return Math.round(ms * 1e6) / 1e6
}
