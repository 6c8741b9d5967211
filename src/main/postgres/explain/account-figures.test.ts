import { describe, expect, it } from 'vitest'
import { type PlanNode, planSchema } from '#shared/contract/plan.ts'
import { corpusNames, corpusPlan } from './corpus.test-support.ts'
import { expectInvariants } from './invariants.test-support.ts'
import { node, planOf } from './plan.test-support.ts'

describe('accountPlan', () => {
  it('gives what the contract says', () => {
    for (const name of corpusNames().filter((name) => name.startsWith('pg18/'))) {
      expect(planSchema.safeParse(corpusPlan(name)).error, name).toBeUndefined()
    }
  })

  it('multiplies by loops before it subtracts', () => {
    const plan = planOf(
      node('Nested Loop', { ms: 10, rows: 40 }, [
        node('Seq Scan', { ms: 1, rows: 20 }),
        node('Index Scan', { ms: 0.4, rows: 2, loops: 20 }),
      ]),
    )
    expect(plan.nodes.map((other) => other.inclusiveMs)).toEqual([10, 1, 8])
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([1, 1, 8])
    expect(plan.nodes.map((other) => other.rows)).toEqual([40, 20, 40])
  })

  it('lets the figure give way whose rounding may be the reason', () => {
    // 0.001 ms stands for anything from 0.0005 to 0.0015: the loop's 60 ms are the better figure.
    const plan = planOf(
      node('Nested Loop', { ms: 60 }, [
        node('Seq Scan', { ms: 5 }),
        node('Index Scan', { ms: 0.001, loops: 100_000 }),
      ]),
    )
    const [loop, outer, inner] = plan.nodes.map((other) => other.exclusiveMs)
    expect(loop).toBe(0)
    expect(outer).toBeCloseTo(5, 2)
    expect(inner).toBeCloseTo(55, 2)
  })

  it('says nothing of nodes that were never executed', () => {
    const plan = corpusPlan('pg18/never-executed.json')
    const never = plan.nodes.filter((other) => other.neverExecuted)
    expect(never.length).toBeGreaterThan(0)
    for (const other of never) {
      expect(other).toMatchObject({ loops: 0, rows: 0, exclusiveMs: 0 })
      expect(other.estimateFactor).toBeUndefined()
    }
  })

  it('estimates by how much the planner was off', () => {
    expect(planned(100, 10)).toMatchObject({ estimateFactor: 10, estimateDirection: 'under' })
    expect(planned(10, 100)).toMatchObject({ estimateFactor: 10, estimateDirection: 'over' })
    expect(planned(10, 10)).toMatchObject({ estimateFactor: 1, estimateDirection: 'exact' })
    expect(planned(0, 50)).toMatchObject({ estimateFactor: 50, estimateDirection: 'over' })
    // "rows=0" in 1,000 loops may be as many as 499 rows.
    expect(planned(0, 1, 1000)).toMatchObject({ estimateFactor: 2, plannedRows: 1000 })
  })

  it('makes do without times', () => {
    const plan = corpusPlan('pg18/timing-off.json')
    expect(plan.has).toMatchObject({ analyze: true, timing: false })
    for (const other of plan.nodes) {
      expect(other.inclusiveMs).toBeUndefined()
      expect(other.exclusiveMs).toBeUndefined()
    }
    expect(plan.nodes[0]?.loops).toBe(1)
  })

  it('makes do without costs', () => {
    const plan = corpusPlan('pg18/costs-off-only.json')
    expect(plan.has).toMatchObject({ costs: false })
    for (const other of plan.nodes) {
      expect(other.totalCost).toBeUndefined()
      expect(other.plannedRows).toBe(0)
      expect(other.estimateFactor).toBeUndefined()
    }
  })

  it('makes do without ANALYZE', () => {
    const plan = corpusPlan('pg18/plain-explain.json')
    expect(plan.has).toMatchObject({ analyze: false, timing: false, costs: true })
    const root = plan.nodes[0]
    expect(root).toMatchObject({ loops: 0, neverExecuted: false })
    expect(root?.plannedRows).toBeGreaterThan(0)
    const costs = plan.nodes.map((other) => other.exclusiveCost ?? -1)
    expect(Math.min(...costs)).toBeGreaterThanOrEqual(0)
  })

  it('keeps triggers, JIT and serialization beside the root', () => {
    const changed = corpusPlan('pg18/update-triggers.json')
    expect(changed.triggers.length).toBeGreaterThan(0)
    expect(changed.triggers[0]?.calls).toBeGreaterThan(0)
    const compiled = corpusPlan('pg15/jit.json')
    expect(compiled.jit?.totalMs).toBeGreaterThan(0)
    expect(compiled.jit?.functions).toBeGreaterThan(0)
    const sent = corpusPlan('pg18/serialize.json')
    expect(sent.serialization?.format).toBe('text')
    expect(sent.serialization?.bytes).toBeGreaterThan(0)
  })

  it('keeps every property, known or not', () => {
    const plan = planOf(
      node('Seq Scan', {
        ms: 1,
        more: {
          'Future Figure': 7,
          Workers: [{ 'Worker Number': 0, 'Sort Method': 'quicksort', 'Actual Loops': 1 }],
        },
      }),
      { 'Planning Time': 1.5, 'Future Key': { a: [1] } },
    )
    expect(plan.nodes[0]?.properties).toMatchObject({
      'Future Figure': 7,
      Workers: [{ 'Worker Number': 0, 'Sort Method': 'quicksort' }],
    })
    expect(plan.planningMs).toBe(1.5)
    expect(plan.unknown).toEqual({ 'Future Key': { a: [1] } })
  })

  it('takes a plan of any depth', () => {
    let root = node('Seq Scan', { ms: 1, blocks: 1 })
    for (let depth = 1; depth < 5_000; depth++)
      root = node('Materialize', { ms: 1 + depth, blocks: 1 }, [root])
    const plan = planOf(root)
    expect(plan.nodes).toHaveLength(5_000)
    expect(plan.nodes.at(-1)).toMatchObject({ depth: 4_999, exclusiveMs: 1, exclusiveBlocks: 1 })
    expectInvariants(plan)
  })

  it('adds up whatever the figures are', () => {
    const plan = planOf(
      node('Gather', { ms: 1, blocks: 5, more: { 'Workers Launched': 2, 'Workers Planned': 2 } }, [
        node('Hash Join', { ms: 70, loops: 3, blocks: 90 }, [
          node('Seq Scan', { ms: 900, blocks: 80, more: { 'Actual Rows': -4 } }),
          node('Hash', { ms: -3, loops: 1e9, blocks: 7, more: { 'Actual Total Time': '0.5' } }),
          node('Seq Scan', { ms: 50, blocks: 77, subplan: 'CTE x' }),
        ]),
      ]),
    )
    expectInvariants(plan)
    expect(plan.nodes[0]?.inclusiveBlocks).toBe(5)
  })
})

function planned(rows: number, ofPlan: number, loops = 1): PlanNode | undefined {
  return planOf(node('Seq Scan', { ms: 1, rows, loops, more: { 'Plan Rows': ofPlan } })).nodes[0]
}
