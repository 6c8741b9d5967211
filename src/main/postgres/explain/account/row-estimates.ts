import type { PlanNode } from '#shared/contract/plan.ts'
import { at, figure, type FlatPlan } from './flat-plan.ts'
import { type Parallel, parallelDivisor } from './parallel.ts'
import { isGather, type Work } from './work.ts'

type Rows = Pick<
  PlanNode,
  'loops' | 'rows' | 'plannedRows' | 'estimateFactor' | 'estimateDirection' | 'neverExecuted'
>

/** Rows that came and rows that were planned, both of all loops and processes. */
export function estimateRows(flat: FlatPlan, work: Work, parallel: Parallel): (n: number) => Rows {
  const smallest = smallestPrintedRows(flat)
  const planned = plannedRows(flat, work, parallel)
  return (n): Rows => {
    const loops = at(work.loops, n)
    const plannedOfAll = tidyRows(at(planned, n))
    if (!work.analyzed) return { loops: 0, rows: 0, plannedRows: plannedOfAll, neverExecuted: false }
    const rows = tidyRows(at(work.rows, n))
    const base: Rows = { loops, rows, plannedRows: plannedOfAll, neverExecuted: loops === 0 }
    const known = figure(flat.properties[n], 'Actual Rows') !== undefined
    if (loops === 0 || !known || plannedOfAll === 0) return base
    // "rows=0" may hide almost half a row per loop, so the factor is what is at least certain.
    const atLeast = rows > 0 ? rows : Math.max(1, (smallest / 2) * loops)
    const factor = atLeast > plannedOfAll ? atLeast / plannedOfAll : plannedOfAll / atLeast
    if (rows === plannedOfAll || factor <= 1) {
      return { ...base, estimateFactor: 1, estimateDirection: 'exact' }
    }
    return { ...base, estimateFactor: factor, estimateDirection: atLeast > plannedOfAll ? 'under' : 'over' }
  }
}

function plannedRows(flat: FlatPlan, work: Work, parallel: Parallel): Float64Array {
  const partial = partialNodes(flat, parallel)
  const divisors = new Map<number, number>()
  for (let n = 0; n < flat.length; n++) {
    const gather = at(parallel.gather, n)
    if (at(parallel.top, n) === 1) divisors.set(gather, parallelDivisor(flat, work, gather, n))
  }
  return Float64Array.from(flat.properties, (own, n) => {
    const perLoop = Math.max(0, figure(own, 'Plan Rows') ?? 0)
    const loops = at(work.loops, n)
    if (!work.analyzed || loops === 0) return perLoop
    const gather = at(parallel.gather, n)
    if (at(partial, n) === 0 || gather < 0) return perLoop * loops
    return perLoop * (divisors.get(gather) ?? 1) * Math.max(1, at(work.loops, gather))
  })
}

/**
 * Nodes whose rows the processes share out among themselves: parallel-aware ones and what takes its
 * rows from them. The others below a Gather, such as a plain index scan, each process runs in full.
 */
function partialNodes(flat: FlatPlan, parallel: Parallel): Uint8Array {
  const partial = new Uint8Array(flat.length)
  const seen = new Uint8Array(flat.length)
  for (let n = 0; n < flat.length; n++) {
    if (at(parallel.inWorkers, n) === 1 && flat.properties[n]?.['Parallel Aware'] === true) partial[n] = 1
  }
  // Children before their parents; of a parent's children only the first, which is the outer one.
  const firstChild = new Int32Array(flat.length).fill(-1)
  for (let n = 1; n < flat.length; n++) {
    const above = at(flat.parent, n)
    if (flat.standing[n] !== 'plain' || at(seen, above) === 1) continue
    seen[above] = 1
    firstChild[above] = n
  }
  for (let n = flat.length - 1; n >= 0; n--) {
    const outer = at(firstChild, n)
    // A Gather has all the rows, also one that a process of another runs.
    if (at(parallel.inWorkers, n) === 0 || isGather(flat, n) || outer < 0) continue
    if (at(partial, outer) === 1) partial[n] = 1
  }
  return partial
}

/** The smallest number of rows per loop that is printed as more than zero: from version 18 on 0.01. */
function smallestPrintedRows(flat: FlatPlan): number {
  const fractional = flat.properties.some(
    (own) => 'Disabled' in own || 'Index Searches' in own || (figure(own, 'Actual Rows') ?? 0) % 1 !== 0,
  )
  return fractional ? 0.01 : 1
}

/** Free of the noise of binary fractions: 0.1 × 3 rows are 0.3. */
function tidyRows(rows: number): number {
  return Math.round(rows * 1e6) / 1e6
}
