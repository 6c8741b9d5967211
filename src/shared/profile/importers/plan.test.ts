import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plan, PlanNode } from '../../contract/plan.ts'
import { rowsOf } from '../../../../test/fixtures/profiles/rows.ts'
import { layoutTimeOrder } from '../layouts/time-order.ts'
import { layoutLeftHeavy } from '../layouts/left-heavy.ts'
import { planKindOf } from './plan-kinds.ts'
import { planMetrics, planProfile } from './plan.ts'

function node(
  id: number,
  parentId: number | null,
  figures: Omit<Partial<PlanNode>, 'id' | 'parentId'> = {},
): PlanNode {
  return {
    id,
    parentId,
    depth: 0,
    type: 'Seq Scan',
    label: `node ${id}`,
    parallelAware: false,
    loops: 1,
    rows: 0,
    plannedRows: 1,
    neverExecuted: false,
    properties: {},
    ...figures,
  }
}

function plan(nodes: PlanNode[], analyze = true): Plan {
  return {
    source: 'json',
    has: { analyze, timing: analyze, costs: true, buffers: false, io: false, wal: false },
    triggers: [],
    settings: {},
    unknown: {},
    notes: [],
    nodes,
    findings: [],
    raw: '',
  }
}

/** Any tree in preorder: each node hangs on the path of the one before it. */
const anyPlan = fc.array(fc.tuple(fc.nat(4), fc.nat(30)), { minLength: 1, maxLength: 60 }).map((shape) => {
  const path: number[] = []
  return plan(
    shape.map(([up, exclusiveMs], id) => {
      path.length = Math.max(Math.min(1, path.length), path.length - up)
      const parent = path.at(-1) ?? null
      path.push(id)
      return node(id, parent, { exclusiveMs })
    }),
  )
})

describe('planProfile', () => {
  it('gives frame, stack and node the id of the plan node', () => {
    fc.assert(
      fc.property(anyPlan, (any) => {
        const profile = planProfile(any, 'time')
        expect(profile.stacks.frame).toEqual(Int32Array.from(any.nodes.keys()))
        for (const layout of [layoutTimeOrder(profile), layoutLeftHeavy(profile)]) {
          expect([...layout.paths.frame]).toEqual([...any.nodes.keys()])
          expect([...layout.paths.parent]).toEqual(any.nodes.map((each) => each.parentId ?? -1))
          expect([...layout.paths.self]).toEqual(any.nodes.map((each) => each.exclusiveMs))
        }
      }),
    )
  })

  it("puts a node's own time to the right of its children", () => {
    const profile = planProfile(
      plan([
        node(0, null, { exclusiveMs: 2 }),
        node(1, 0, { exclusiveMs: 3 }),
        node(2, 1, { exclusiveMs: 5 }),
        node(3, 0, { exclusiveMs: 7 }),
      ]),
      'time',
    )
    const layout = layoutTimeOrder(profile)
    expect(layout.total).toBe(17)
    expect(rowsOf(layout).map((row) => [row.node, row.start, row.end])).toEqual([
      [[0], [0], [17]],
      [
        [1, 3],
        [0, 8],
        [8, 15],
      ],
      [[2], [0], [5]],
    ])
  })

  it('keeps what was never executed, without width', () => {
    const profile = planProfile(
      plan([node(0, null, { exclusiveMs: 2 }), node(1, 0, { neverExecuted: true, loops: 0 })]),
      'time',
    )
    const { paths, depths } = layoutTimeOrder(profile)
    expect(paths.length).toBe(2)
    expect([...paths.slot]).toEqual([0, -1])
    expect(depths).toBe(1)
  })

  it('takes a figure a hair below zero as zero', () => {
    const profile = planProfile(plan([node(0, null, { exclusiveMs: -1e-12 })]), 'time')
    expect([...profile.samples.weight]).toEqual([0])
  })

  it('carries the unit of the metric and the kind of each node', () => {
    const some = plan([
      node(0, null, { type: 'Hash Join', exclusiveBlocks: 4, rows: 5 }),
      node(1, 0, { type: 'Index Only Scan', exclusiveBlocks: 6 }),
    ])
    const profile = planProfile(some, 'buffers')
    expect(profile.unit).toBe('blocks')
    expect([...profile.frames.category].map((category) => profile.categories[category])).toEqual([
      'join',
      'index',
    ])
    expect([...profile.samples.weight]).toEqual([6, 4])
    expect(planProfile(some, 'rows').unit).toBe('rows')
  })
})

describe('planMetrics', () => {
  it('names those with figures, time first', () => {
    const figures = { exclusiveMs: 3, exclusiveCpuMs: 9, exclusiveBlocks: 2, rows: 1, exclusiveIoMs: 1 }
    expect(planMetrics(plan([node(0, null, { ...figures, exclusiveCost: 8 })]))).toEqual([
      'time',
      'cpu',
      'buffers',
      'rows',
      'io',
    ])
  })

  it('leaves out CPU time that is the wall time again', () => {
    expect(planMetrics(plan([node(0, null, { exclusiveMs: 3, exclusiveCpuMs: 3 })]))).toEqual(['time'])
  })

  it('falls back to the planner’s cost, then to nothing', () => {
    expect(planMetrics(plan([node(0, null, { exclusiveCost: 3 })], false))).toEqual(['cost'])
    expect(planMetrics(plan([node(0, null)], false))).toEqual([])
  })
})

describe('planKindOf', () => {
  it.each([
    ['Seq Scan', 'scan'],
    ['CTE Scan', 'scan'],
    ['Some Future Scan', 'scan'],
    ['Bitmap Heap Scan', 'index'],
    ['Hash', 'join'],
    ['WindowAgg', 'aggregate'],
    ['Incremental Sort', 'sort'],
    ['Gather Merge', 'parallel'],
    ['ModifyTable', 'modify'],
    ['Limit', 'other'],
    ['constructor', 'other'],
  ])('%s is %s', (type, kind) => {
    expect(planKindOf(type)).toBe(kind)
  })
})
