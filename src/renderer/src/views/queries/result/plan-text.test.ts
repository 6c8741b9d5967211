import { describe, expect, it } from 'vitest'
import { sampleNode, samplePlan } from '../../../../../../test/fixtures/queries/sample-plan.ts'
import { planAsJson, planAsText, planFileName } from './plan-text.ts'

const plan = samplePlan(
  [
    sampleNode(0, null, { label: 'Sort', exclusiveMs: 1, inclusiveMs: 3, rows: 5 }),
    sampleNode(1, 0, { label: 'Seq Scan on t', exclusiveMs: 2, inclusiveMs: 2, rows: 5, loops: 4 }),
    sampleNode(2, 0, { label: 'Index Scan on u', neverExecuted: true, loops: 0 }),
  ],
  {
    executionMs: 3.2,
    findings: [
      {
        kind: 'x',
        severity: 'high',
        nodeIds: [1],
        title: 'Reads all',
        detail: 'Of 5 rows.',
        advice: 'An index.',
      },
    ],
  },
)

describe('a plan to be pasted elsewhere', () => {
  it('is a tree with its figures, its times and its findings', () => {
    expect(planAsText(plan)).toBe(
      [
        'Sort  (1 ms alone, 3 ms with all below, 5 rows)',
        '→ Seq Scan on t  (2 ms alone, 2 ms with all below, 5 rows, 4 loops)',
        '→ Index Scan on u  (never executed)',
        'Execution: 3.20 ms',
        '',
        '[high] Reads all',
        'Of 5 rows.',
        'An index.',
      ].join('\n'),
    )
  })

  it('is JSON without the text it came from', () => {
    const { raw: _raw, ...rest } = plan
    expect(JSON.parse(planAsJson(plan))).toEqual(rest)
  })

  it('is saved under its time and with the ending of its form', () => {
    expect(planFileName(plan, new Date('2026-11-20T14:03:09Z'))).toBe('plan-2026-11-20-14-03-09.json')
  })
})
