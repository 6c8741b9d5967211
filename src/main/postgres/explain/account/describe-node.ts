import type { PlanNode } from '#shared/contract/plan.ts'
import type { Json } from '../raw.ts'
import { at, figure, type FlatPlan, type Properties, text } from './flat-plan.ts'
import { nodeLabel } from './label.ts'
import { readWorkers, type Work } from './work.ts'

type Description = Omit<
  PlanNode,
  'loops' | 'rows' | 'plannedRows' | 'estimateFactor' | 'estimateDirection' | 'neverExecuted'
>

/** What a node is: everything that needs no accounting. */
export function describeNode(flat: FlatPlan, work: Work, n: number): Description {
  const own = flat.properties[n] ?? {}
  const workers = readWorkers(flat, n)
  const removed = figure(own, 'Rows Removed by Filter')
  return {
    id: n,
    parentId: n === 0 ? null : at(flat.parent, n),
    depth: at(flat.depth, n),
    type: text(own, 'Node Type') ?? 'Unknown',
    label: nodeLabel(own),
    relation: text(own, 'Relation Name'),
    schema: text(own, 'Schema'),
    alias: text(own, 'Alias'),
    index: text(own, 'Index Name'),
    relationship: text(own, 'Parent Relationship'),
    subplanName: text(own, 'Subplan Name'),
    parallelAware: own['Parallel Aware'] === true,
    // Printed per loop like the rows that were kept.
    rowsRemovedByFilter: removed === undefined ? undefined : removed * Math.max(1, at(work.loops, n)),
    startupCost: figure(own, 'Startup Cost'),
    totalCost: figure(own, 'Total Cost'),
    width: figure(own, 'Plan Width'),
    workersPlanned: figure(own, 'Workers Planned'),
    workersLaunched: figure(own, 'Workers Launched'),
    workers: workers.length > 0 ? workers : undefined,
    properties: shownProperties(own),
  }
}

/** A worker's figures that have a field of their own in the contract. */
const workerFields = new Set(['Actual Loops', 'Actual Rows', 'Actual Total Time'])

/** All of a node's properties; of the workers' what `workers` does not say already. */
function shownProperties(own: Properties): Record<string, Json> {
  if (!Array.isArray(own['Workers'])) return own
  const { Workers: workers, ...others } = own
  const details = workers.flatMap((worker): Properties[] => {
    if (typeof worker !== 'object' || worker === null || Array.isArray(worker)) return []
    const rest = Object.fromEntries(Object.entries(worker).filter(([key]) => !workerFields.has(key)))
    return Object.keys(rest).some((key) => key !== 'Worker Number') ? [rest] : []
  })
  return details.length > 0 ? { ...others, Workers: details } : others
}
