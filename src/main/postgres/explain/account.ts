/**
 * Accounting: from the figures a server printed to what each node took, alone and with all below it.
 * Read top-down: flatten the tree, find out where everything was run, hand each figure down from the
 * root, describe the nodes.
 */
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { accountCounters } from './account/counter-accounts.ts'
import { blockColumns, anyNodeHas, bufferKeys, ioKeys, walKeys } from './account/counters.ts'
import { describeNode } from './account/describe-node.ts'
import { at, figure, type FlatPlan, flattenPlan } from './account/flat-plan.ts'
import { placeSubplans } from './account/hosts.ts'
import { estimateRows } from './account/row-estimates.ts'
import { buildRunGraph } from './account/run-graph.ts'
import { findParallel } from './account/parallel.ts'
import { readStatement } from './account/statement.ts'
import { accountTime } from './account/time.ts'
import { readWork } from './account/work.ts'
import { findPlanFindings } from './findings/index.ts'
import type { RawPlan } from './raw.ts'

/**
 * The plan with all figures of the contract and its findings. `text` is the source as it was given.
 * Linear in the number of nodes; how deep they are nested does not matter.
 */
export function accountPlan(raw: RawPlan, text: string): Plan {
  const flat = flattenPlan(raw.root)
  const work = readWork(flat)
  const placements = work.analyzed ? placeSubplans(flat, work, blockColumns(flat)) : []
  const graph = buildRunGraph(flat, work.analyzed ? placements : [])
  const parallel = findParallel(flat, work, graph)
  const time = work.timed ? accountTime(work, graph, parallel) : undefined
  const counters = accountCounters(flat, graph)
  const rows = estimateRows(flat, work, parallel)
  const costs = exclusiveCosts(flat)
  const ranIn = hostsElsewhere(flat, placements)

  const nodes: PlanNode[] = flat.properties.map((_, n) => ({
    ...describeNode(flat, work, n),
    ...rows(n),
    exclusiveCost: costs?.[n],
    ...time?.(n),
    ...counters(n),
    ranInIds: ranIn.get(n),
  }))
  const notes = [...raw.notes]
  if (placements.some(({ restAfterRoot }) => restAfterRoot) && isLifted(time, work)) {
    notes.push(
      'A data-modifying CTE was run on after the last row had been returned; its time is counted into the root.',
    )
  }
  const plan: Plan = {
    source: raw.source,
    sql: raw.sql,
    has: {
      analyze: work.analyzed,
      timing: work.timed,
      costs: flat.properties.some((own) => figure(own, 'Total Cost') !== undefined),
      buffers: anyNodeHas(flat, Object.values(bufferKeys)),
      io: anyNodeHas(flat, Object.values(ioKeys).flat()),
      wal: anyNodeHas(flat, Object.values(walKeys)),
    },
    ...readStatement(raw),
    notes,
    nodes,
    findings: [],
    raw: text,
  }
  const found = findPlanFindings(plan)
  return { ...plan, findings: found.findings, notes: [...notes, ...found.notes] }
}

/**
 * Costs are planned, not run: the planner adds an InitPlan's and a CTE's to the node that shows them,
 * so here the tree as shown is the right one.
 */
function exclusiveCosts(flat: FlatPlan): (number | undefined)[] {
  const totals = flat.properties.map((own) => figure(own, 'Total Cost'))
  const below = new Float64Array(flat.length)
  for (let n = 1; n < flat.length; n++) {
    const above = at(flat.parent, n)
    below[above] = at(below, above) + (totals[n] ?? 0)
  }
  return totals.map((total, n) => (total === undefined ? undefined : Math.max(0, total - at(below, n))))
}

/** Where subplans were run that were not run by the node they are shown below. */
function hostsElsewhere(flat: FlatPlan, placements: ReturnType<typeof placeSubplans>): Map<number, number[]> {
  const elsewhere = new Map<number, number[]>()
  for (const { subplan, hosts } of placements) {
    const isParent = hosts.length === 1 && hosts[0] === at(flat.parent, subplan)
    if (hosts.length > 0 && !isParent) elsewhere.set(subplan, hosts)
  }
  return elsewhere
}

function isLifted(
  time: ReturnType<typeof accountTime> | undefined,
  work: ReturnType<typeof readWork>,
): boolean {
  return time !== undefined && (time(0).inclusiveMs ?? 0) > at(work.processMs, 0)
}
