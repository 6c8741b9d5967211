import { describe, expect, it } from 'vitest'
import { sampleNode, samplePlan } from '../../../../../test/fixtures/queries/sample-plan.ts'
import { layOutPair, legibleScale, pairMetrics } from './pair.ts'

const timed = (ms: number, more = {}) =>
  samplePlan([sampleNode(0, null, { inclusiveMs: ms, exclusiveMs: ms, ...more })])
const planned = (cost: number) =>
  samplePlan([sampleNode(0, null, { totalCost: cost, exclusiveCost: cost })], {
    has: { analyze: false, timing: false, costs: true, buffers: false, io: false, wal: false },
  })

describe('what two plans can be compared by', () => {
  it('is time first where both were run', () => {
    expect(pairMetrics(timed(100), timed(8))[0]).toBe('time')
  })

  it('keeps a metric that has gone to zero: no I/O any more is the point of the change', () => {
    expect(pairMetrics(timed(100, { exclusiveIoMs: 60 }), timed(8))).toContain('io')
  })

  it('is cost where neither was run, and nothing where only one was', () => {
    expect(pairMetrics(planned(900), planned(20))).toEqual(['cost'])
    expect(pairMetrics(timed(100), planned(20))).toEqual([])
  })
})

describe('the scale', () => {
  it('is the same for both, so that the faster one is narrower', () => {
    const { before, after } = layOutPair(timed(100), timed(8), 'time', 'same')
    expect([before.layout.total, after.layout.total]).toEqual([100, 100])
    expect(after.layout.endOf(0)).toBe(8)
    expect(after.total).toBe(8)
  })

  it('is each its own where the smaller one would have no room for a name', () => {
    expect(legibleScale(timed(100), timed(30), 'time')).toBe('same')
    expect(legibleScale(timed(100), timed(2), 'time')).toBe('own')
  })

  it('lets each fill its width where that is wanted', () => {
    const { before, after } = layOutPair(timed(100), timed(8), 'time', 'own')
    expect([before.layout.total, after.layout.total]).toEqual([100, 8])
  })
})
