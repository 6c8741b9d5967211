import { describe, expect, it } from 'vitest'
import { sampleNode, samplePlan } from '../../../../../../test/fixtures/queries/sample-plan.ts'
import { summaryOf } from './summary.ts'

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ')

function summary(plan: ReturnType<typeof samplePlan>): Record<string, string | undefined> {
  return Object.fromEntries(summaryOf(plan).map((figure) => [figure.name, plain(figure.value)]))
}

describe('the summary of a plan', () => {
  it('tells the times, their sum and the rows', () => {
    const plan = samplePlan([sampleNode(0, null, { rows: 12 })], { executionMs: 90, planningMs: 10 })
    expect(summary(plan)).toEqual({ Execution: '90 ms', Planning: '10 ms', Total: '100 ms', Rows: '12' })
  })

  it('has no times and no rows that were not measured', () => {
    const plan = samplePlan([sampleNode(0, null, { totalCost: 431 })])
    plan.has = { ...plan.has, analyze: false, timing: false }
    expect(summary(plan)).toEqual({ Cost: '431' })
  })

  it('takes the root for the whole when the text gives no execution time', () => {
    expect(summary(samplePlan([sampleNode(0, null, { inclusiveMs: 5 })]))).toMatchObject({ Plan: '5 ms' })
  })

  it('tells what stands beside the root: triggers, JIT, serialization', () => {
    const plan = samplePlan([sampleNode(0, null)], {
      triggers: [
        { name: 't', constraint: 'fk', calls: 2, totalMs: 3 },
        { name: 'u', calls: 1, totalMs: 4 },
      ],
      jit: { functions: 9, totalMs: 20, generationMs: 5 },
      serialization: { totalMs: 1, bytes: 2048 },
    })
    expect(summary(plan)).toMatchObject({ Triggers: '7 ms', JIT: '20 ms', Serialization: '1 ms' })
    expect(summaryOf(plan).map((figure) => plain(figure.detail))).toContain(
      'fk: 2 calls, 3 ms; u: 1 calls, 4 ms',
    )
  })
})
