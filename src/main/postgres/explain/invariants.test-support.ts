import { expect } from 'vitest'
import type { Plan, PlanNode } from '#shared/contract/plan.ts'

/** What holds for every plan, whatever it is and wherever it comes from. */
export function expectInvariants(plan: Plan): void {
  const root = plan.nodes[0]
  if (root === undefined) throw new Error('a plan without nodes')
  expectNothingNegative(plan)
  if (plan.has.timing) {
    expectSum(plan, 'exclusiveMs', root.inclusiveMs)
    expectSum(plan, 'exclusiveCpuMs', root.inclusiveCpuMs)
  }
  if (plan.has.buffers) {
    expect(total(plan, 'exclusiveBlocks'), 'exclusive blocks').toBe(root.inclusiveBlocks)
    const buffers = root.inclusiveBuffers ?? {}
    for (const [name, inclusive] of Object.entries(buffers)) {
      const sum = plan.nodes.reduce(
        (sum, node) =>
          sum + (Object.entries(node.exclusiveBuffers ?? {}).find(([key]) => key === name)?.[1] ?? 0),
        0,
      )
      expect(sum, name).toBe(inclusive)
    }
  }
  if (plan.has.io) expectSum(plan, 'exclusiveIoMs', root.inclusiveIoMs)
  for (const node of plan.nodes) {
    expect(node.exclusiveMs ?? 0, `${node.label}, alone and with all below`).toBeLessThanOrEqual(
      (node.inclusiveMs ?? 0) + 1e-6,
    )
    if (node.neverExecuted) {
      expect(node.estimateFactor).toBeUndefined()
      expect(node.exclusiveMs ?? 0).toBe(0)
    }
    if (node.estimateFactor !== undefined) expect(node.estimateFactor).toBeGreaterThanOrEqual(1)
  }
}

type Figure = 'exclusiveMs' | 'exclusiveCpuMs' | 'exclusiveBlocks' | 'exclusiveIoMs' | 'exclusiveCost'

function expectNothingNegative(plan: Plan): void {
  const figures: Figure[] = [
    'exclusiveMs',
    'exclusiveCpuMs',
    'exclusiveBlocks',
    'exclusiveIoMs',
    'exclusiveCost',
  ]
  for (const node of plan.nodes) {
    for (const name of figures) expect(node[name] ?? 0, `${name} of ${node.label}`).toBeGreaterThanOrEqual(0)
    const counters = { ...node.exclusiveBuffers, ...node.exclusiveIo, ...node.exclusiveWal }
    for (const [name, value] of Object.entries(counters)) {
      expect(value, `${name} of ${node.label}`).toBeGreaterThanOrEqual(0)
    }
  }
}

/** Within a hundredth of a percent, though a whole one would do: nothing here is left to chance. */
function expectSum(plan: Plan, figure: Figure, inclusive: number | undefined): void {
  const expected = inclusive ?? 0
  // Each node's figure is rounded to a nanosecond.
  const tolerance = expected * 1e-4 + plan.nodes.length * 1e-6
  expect(Math.abs(total(plan, figure) - expected), `${figure} add up to ${expected}`).toBeLessThanOrEqual(
    tolerance,
  )
}

function total(plan: Plan, figure: keyof Pick<PlanNode, Figure>): number {
  return plan.nodes.reduce((sum, node) => sum + (node[figure] ?? 0), 0)
}
