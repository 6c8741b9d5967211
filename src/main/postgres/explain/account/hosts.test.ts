import { describe, expect, it } from 'vitest'
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { corpusPlan } from '../corpus.test-support.ts'
import { node, planOf } from '../plan.test-support.ts'

const scan = (ms: number) => node('CTE Scan', { ms, more: { 'CTE Name': 'c' } })

describe('where InitPlans, SubPlans and CTEs were run', () => {
  it.each(['pg12', 'pg13', 'pg14', 'pg15', 'pg16', 'pg17', 'pg18'])(
    '%s: an InitPlan shown above a Gather and used below it was evaluated by the Gather',
    (version) => {
      for (const format of ['json', 'txt']) {
        const plan = corpusPlan(`${version}/initplan-on-gather.${format}`)
        const initPlan = subplan(plan, 'InitPlan 1')
        // The other Gather is part of the InitPlan itself.
        const gathers = plan.nodes.filter((other) => other.type === 'Gather' && other.depth === 1)
        expect(initPlan.ranInIds).toEqual(gathers.map((gather) => gather.id))
      }
    },
  )

  it('an Append that picks partitions by an InitPlan has run it', () => {
    const plan = corpusPlan('pg18/partition-pruned-at-run.json')
    const append = plan.nodes.find((other) => other.type === 'Append')
    expect(subplan(plan, 'InitPlan 1').ranInIds).toEqual([append?.id])
  })

  it('two scans share a CTE by what each pulled out of it', () => {
    const plan = corpusPlan('pg18/cte-limit-twice.json')
    const scans = plan.nodes.filter((other) => other.type === 'CTE Scan')
    expect(subplan(plan, 'CTE big').ranInIds).toEqual(scans.map((scan) => scan.id))
    for (const scan of scans) expect(scan.exclusiveMs).toBeLessThan(1)
  })

  it('counts what a data-modifying CTE does after the last row into the root', () => {
    const plan = corpusPlan('pg18/cte-delete-insert.json')
    const [root] = plan.nodes
    expect(root?.inclusiveMs).toBeGreaterThan(Number(root?.properties['Actual Total Time']))
    expect(root?.inclusiveMs).toBeLessThanOrEqual(plan.executionMs ?? 0)
    expect(plan.notes.join()).toContain('after the last row')
  })

  it.each(['pg15', 'pg18'])('%s: keys are evaluated by the nested loop that starts the scan', (version) => {
    for (const name of ['initplan-index-key', 'subplan-index-key']) {
      const plan = corpusPlan(`${version}/${name}.json`)
      const scan = plan.nodes.findLast((other) => other.parentId === 0 && other.relationship === 'Inner')
      expect(scan?.exclusiveBlocks, name).toBe(
        Number(scan?.properties['Shared Hit Blocks']) + Number(scan?.properties['Shared Read Blocks']),
      )
      expect(scan?.inclusiveBlocks, name).toBe(scan?.exclusiveBlocks)
    }
  })

  it.each(['pg15', 'pg18'])('%s: partitions share a SubPlan although nothing shows it', (version) => {
    const plan = corpusPlan(`${version}/subplan-partitions-hidden.json`)
    const scans = plan.nodes.filter((other) => other.type === 'Seq Scan' && other.relation !== undefined)
    expect(subplan(plan, 'SubPlan 1').ranInIds).toEqual(scans.map((scan) => scan.id))
    for (const scan of scans) expect(scan.exclusiveBlocks, scan.label).toBeLessThan(100)
  })

  it.each(['pg15', 'pg18'])('%s: a Gather evaluates an InitPlan also when it gets no workers', (version) => {
    const plan = corpusPlan(`${version}/initplan-no-workers.json`)
    const gather = plan.nodes.find((other) => other.type === 'Gather' && other.depth === 1)
    const initPlan = subplan(plan, 'InitPlan 1')
    expect(initPlan.ranInIds).toEqual([gather?.id])
    expect(initPlan.plannedRows).toBe(1)
  })

  it('reads the innermost of CTEs with one name, and an outer one inside of it', () => {
    const plan = planOf(
      node('Nested Loop', { ms: 100 }, [
        node('Seq Scan', { ms: 50, subplan: 'CTE c' }),
        node('Aggregate', { ms: 30 }, [node('Limit', { ms: 20, subplan: 'CTE c' }, [scan(15)]), scan(25)]),
        scan(60),
      ]),
    )
    const byId = (id: number) => plan.nodes[id]?.ranInIds
    expect(byId(1)).toEqual([4, 6])
    expect(byId(3)).toEqual([5])
  })

  it('runs nothing in a node that was never executed', () => {
    const plan = planOf(
      node('Append', { ms: 10, blocks: 8 }, [
        node('Result', { ms: 9, blocks: 8, subplan: 'InitPlan 2' }, [
          node('Limit', { ms: 8, blocks: 8, subplan: 'InitPlan 1' }),
        ]),
        node('Seq Scan', { ms: 0, loops: 0, filter: '(a = (InitPlan 2).col1)' }),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([1, 1, 8, 0])
    expect(plan.nodes.map((other) => other.inclusiveBlocks)).toEqual([8, 8, 8, 0])
  })

  it('tells InitPlan 12 from InitPlan 1, and a reference from a literal', () => {
    const plan = planOf(
      node('Nested Loop', { ms: 100 }, [
        node('Result', { ms: 40, subplan: 'InitPlan 1' }),
        node('Result', { ms: 30, subplan: 'InitPlan 12' }),
        node('Seq Scan', {
          ms: 50,
          filter: "((a = (InitPlan 12).col1) AND (b <> '(InitPlan 1).col1'::text))",
        }),
        node('Seq Scan', { ms: 45, filter: '(a = (InitPlan 1).col1)' }),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([5, 40, 30, 20, 5])
  })

  it('knows the parameters of versions before 17', () => {
    const plan = planOf(
      node('Hash Join', { ms: 100 }, [
        node('Result', { ms: 40, subplan: 'InitPlan 1 (returns $1)' }),
        node('Result', { ms: 30, subplan: 'InitPlan 2 (returns $10,$11)' }),
        node('Seq Scan', { ms: 50, filter: '(a = $10)' }),
        node('Seq Scan', { ms: 45, filter: '(a = $1)' }),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([5, 40, 30, 20, 5])
  })

  it('splits a SubPlan over the partitions that ran it', () => {
    const filter = '(a < (SubPlan 1))'
    const plan = planOf(
      node('Append', { ms: 90 }, [
        node('Seq Scan', { ms: 30, rows: 10, filter }, [
          node('Aggregate', { ms: 1, loops: 60, subplan: 'SubPlan 1' }),
        ]),
        node('Seq Scan', { ms: 25, rows: 10, filter }),
        node('Seq Scan', { ms: 35, rows: 10, filter }),
      ]),
    )
    expect(plan.nodes[2]?.ranInIds).toEqual([1, 3, 4])
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([0, 10, 60, 5, 15])
  })

  it('finds the node that ran an InitPlan which no expression shows, by its blocks', () => {
    const plan = planOf(
      node('Sort', { ms: 100, blocks: 60 }, [
        node('Seq Scan', { ms: 30, blocks: 20, subplan: 'InitPlan 1' }),
        node('Seq Scan', { ms: 45, blocks: 60 }),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([55, 30, 15])
    expect(plan.nodes.map((other) => other.exclusiveBlocks)).toEqual([0, 20, 40])
  })

  it('survives two InitPlans that are each said to have run the other', () => {
    const plan = planOf(
      node('Result', { ms: 10 }, [
        node('Seq Scan', { ms: 3, subplan: 'InitPlan 1', filter: '(a = (InitPlan 2).col1)' }),
        node('Seq Scan', { ms: 3, subplan: 'InitPlan 2', filter: '(a = (InitPlan 1).col1)' }),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([4, 3, 3])
  })
})

function subplan(plan: Plan, name: string): PlanNode {
  const found = plan.nodes.find(
    (other) => other.subplanName === name || other.subplanName?.startsWith(`${name} (`),
  )
  if (found === undefined) throw new Error(`no ${name} in the plan`)
  return found
}
