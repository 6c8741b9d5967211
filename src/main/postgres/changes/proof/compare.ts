import type { Interval, MeasuredSide, Measurement } from '#shared/contract/changes.ts'
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { medianInterval } from '#shared/stats/median-interval.ts'
import { pairedRatio, separateRatio } from '#shared/stats/ratio-interval.ts'
import { driftOf, MINIMUM_EFFECT, verdictOf } from '#shared/stats/verdict.ts'
import type { Measurable } from './measurable.ts'
import type { Runs } from './rounds.ts'

/** One side as the contract has it: the median of its runs, and the blocks of the one that gave the plan. */
export function sideOf({ ms, plan }: Runs): MeasuredSide {
  return {
    runs: ms.length,
    ms: medianInterval(ms),
    blocks: plan.nodes[0]?.inclusiveBlocks ?? 0,
    plan,
  }
}

export function beforeAlone({ given }: Measurable, before: Runs): Measurement {
  return { ...statementOf(given), before: sideOf(before) }
}

/** Both sides of a statement that ran in turn. */
export function comparePaired({ given }: Measurable, before: Runs, after: Runs): Measurement {
  return compared(given, before, after, pairedRatio(before.ms, after.ms), MINIMUM_EFFECT)
}

/** What one and the same statement differs by on a busy machine from one ten seconds to the next. */
const SEPARATE_MINIMUM = 0.1

/**
 * All runs of one side came before all of the other, so more is wanted of the change: twice the usual,
 * and at least as much as the machine wandered while it measured one and the same thing.
 */
export function compareSeparate({ given }: Measurable, before: Runs, after: Runs): Measurement {
  const drift = Math.max(driftOf(before.ms), driftOf(after.ms))
  const ratio = separateRatio(before.ms, after.ms)
  return compared(given, before, after, ratio, Math.max(SEPARATE_MINIMUM, drift))
}

function compared(
  given: Measurable['given'],
  before: Runs,
  after: Runs,
  ratio: Interval,
  minimumEffect: number,
): Measurement {
  return {
    ...statementOf(given),
    before: sideOf(before),
    after: sideOf(after),
    ratio,
    verdict: verdictOf(ratio, minimumEffect),
    planChanged: !samePlan(before.plan, after.plan),
  }
}

function statementOf({ sql, parameters }: Measurable['given']): Pick<Measurement, 'sql' | 'parameters'> {
  return { sql, ...(parameters ? { parameters } : {}) }
}

/** The same nodes over the same relations by the same indexes and conditions, whatever their figures. */
export function samePlan(one: Plan, other: Plan): boolean {
  return one.nodes.length === other.nodes.length && structureOf(one) === structureOf(other)
}

function structureOf({ nodes }: Plan): string {
  return JSON.stringify(nodes.map((node) => [node.depth, node.label, ...conditions(node)]))
}

/** What makes two nodes of one label do different work: a longer prefix of an index, other columns. */
const telling = ['Index Cond', 'Recheck Cond', 'Filter', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Sort Key']

function conditions({ properties }: PlanNode): unknown[] {
  return telling.map((key) => properties[key] ?? null)
}

export function usesIndex(plan: Plan, names: ReadonlySet<string>): boolean {
  return plan.nodes.some(({ index }) => index !== undefined && names.has(index))
}
