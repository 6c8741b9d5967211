import { expect, test } from 'vitest'
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { planAsText } from './plan-as-text.ts'

const node = (id: number, parentId: number | null, depth: number, figures: Partial<PlanNode>): PlanNode => ({
  id,
  parentId,
  depth,
  type: 'Seq Scan',
  label: `Node ${id}`,
  parallelAware: false,
  loops: 1,
  rows: 0,
  plannedRows: 0,
  neverExecuted: false,
  properties: {},
  ...figures,
})

const plan = (given: Partial<Plan>): Plan => ({
  source: 'json',
  has: { analyze: true, timing: true, costs: true, buffers: true, io: false, wal: false },
  triggers: [],
  settings: {},
  unknown: {},
  notes: [],
  nodes: [],
  findings: [],
  raw: '',
  ...given,
})

test('figures in columns, the tree beside them', () => {
  const text = planAsText(
    plan({
      serverVersion: '18.4',
      planningMs: 0.5,
      executionMs: 1234.5678,
      nodes: [
        node(0, null, 0, {
          exclusiveMs: 234.5,
          inclusiveMs: 1234.5,
          rows: 10,
          plannedRows: 10,
          estimateDirection: 'exact',
          estimateFactor: 1,
          exclusiveBlocks: 0,
        }),
        node(1, 0, 1, {
          exclusiveMs: 900,
          inclusiveMs: 1000,
          rows: 1e6,
          plannedRows: 1000,
          estimateDirection: 'under',
          estimateFactor: 1000,
          exclusiveBlocks: 12_345,
        }),
        node(2, 1, 2, { exclusiveMs: 100, inclusiveMs: 100, rows: 1.5, plannedRows: 2, exclusiveBlocks: 3 }),
        node(3, 0, 1, { neverExecuted: true, plannedRows: 1, subplanName: 'SubPlan 1' }),
      ],
    }),
  )
  expect(text.split('\n')).toEqual([
    'Postgres 18.4 · planning 0.500 ms · execution 1,234.568 ms',
    '',
    'self ms   total ms  self %       rows  planned        estimate  blocks  node',
    '234.500  1,234.500    19.0         10       10           exact       0  Node 0',
    '900.000  1,000.000    72.9  1,000,000    1,000  1,000.0× under  12,345  ├─ Node 1',
    '100.000    100.000     8.1        1.5        2                       3  │  └─ Node 2',
    '                            never run        1                          └─ Node 3 (SubPlan 1)',
    '',
    'Nothing stands out.',
  ])
})

test('estimates only', () => {
  const text = planAsText(
    plan({
      has: { analyze: false, timing: false, costs: true, buffers: false, io: false, wal: false },
      nodes: [node(0, null, 0, { totalCost: 35.5, plannedRows: 2550 })],
      notes: ['A generic plan.'],
    }),
  )
  expect(text.split('\n')).toEqual([
    'estimates only, nothing was run',
    '',
    'cost  planned  node',
    '35.5    2,550  Node 0',
    '',
    'Note: A generic plan.',
  ])
})

test('what stands beside the root, and the findings with what to do', () => {
  const text = planAsText(
    plan({
      nodes: [node(0, null, 0, {})],
      triggers: [{ name: 'audit', calls: 1000, totalMs: 12 }],
      jit: { functions: 7, totalMs: 80 },
      findings: [
        {
          kind: 'k',
          severity: 'high',
          nodeIds: [0],
          title: 'It reads too much',
          detail: 'Of 10 rows 1 is kept.',
          advice: 'Make an index.',
        },
      ],
    }),
  )
  expect(text).toContain('\nTrigger audit: 1,000 calls, 12.000 ms\nJIT: 7 functions, 80.000 ms\n')
  expect(text).toContain(
    '\nHIGH    It reads too much\n        Of 10 rows 1 is kept.\n        → Make an index.',
  )
})
