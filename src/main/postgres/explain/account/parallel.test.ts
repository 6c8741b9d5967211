import { describe, expect, it } from 'vitest'
import { corpusPlan } from '../corpus.test-support.ts'
import { node, planOf } from '../plan.test-support.ts'

const two = { 'Workers Planned': 2, 'Workers Launched': 2 }

describe('time below a Gather', () => {
  it('is divided by the processes that ran the node, the leader among them', () => {
    const plan = planOf(node('Gather', { ms: 100, more: two }, [node('Seq Scan', { ms: 90, loops: 3 })]))
    expect(plan.nodes[1]).toMatchObject({ inclusiveMs: 90, exclusiveMs: 90, inclusiveCpuMs: 270 })
    expect(plan.nodes[0]).toMatchObject({ inclusiveMs: 100, exclusiveMs: 10, inclusiveCpuMs: 280 })
  })

  it('counts only workers where the leader takes no part', () => {
    const plan = planOf(node('Gather', { ms: 100, more: two }, [node('Seq Scan', { ms: 90, loops: 2 })]))
    expect(plan.nodes[1]).toMatchObject({ inclusiveMs: 90, inclusiveCpuMs: 180 })
  })

  it('divides the inner side of a nested loop by its processes, not by its loops', () => {
    const plan = planOf(
      node('Gather', { ms: 100, more: two }, [
        node('Nested Loop', { ms: 95, loops: 3 }, [
          node('Seq Scan', { ms: 20, loops: 3 }),
          node('Index Scan', { ms: 0.01, loops: 15_000 }),
        ]),
      ]),
    )
    expect(plan.nodes[3]).toMatchObject({ inclusiveMs: 50, exclusiveMs: 50, inclusiveCpuMs: 150 })
    expect(plan.nodes[1]?.exclusiveMs).toBe(25)
  })

  it('does not divide what one process ran alone', () => {
    const plan = planOf(
      node('Gather', { ms: 1010, more: two }, [
        node('Append', { ms: 640, loops: 3, more: { 'Parallel Aware': true } }, [
          node('Seq Scan', { ms: 900 }),
          node('Seq Scan', { ms: 1000 }),
        ]),
      ]),
    )
    expect(plan.nodes.map((other) => other.inclusiveMs)).toEqual([1010, 1000, 900, 1000])
    // The two ran side by side, so they share the time that passed by what each took.
    const [gather = 0, append = 0, first = 0, second = 0] = plan.nodes.map((other) => other.exclusiveMs)
    expect(gather).toBe(10)
    expect(append + first + second).toBeCloseTo(1000, 3)
    expect(first / second).toBeCloseTo(0.9, 3)
  })

  it('takes the busiest process where VERBOSE tells of each', () => {
    const workers = [
      { 'Worker Number': 0, 'Actual Total Time': 95, 'Actual Rows': 1, 'Actual Loops': 1 },
      { 'Worker Number': 1, 'Actual Total Time': 85, 'Actual Rows': 1, 'Actual Loops': 1 },
    ]
    const plan = planOf(
      node('Gather', { ms: 100, more: two }, [
        node('Seq Scan', { ms: 70, loops: 3, more: { Workers: workers } }),
      ]),
    )
    expect(plan.nodes[1]).toMatchObject({ inclusiveMs: 95, exclusiveMs: 95, inclusiveCpuMs: 210 })
    expect(plan.nodes[1]?.workers).toEqual([
      { number: 0, loops: 1, rows: 1, inclusiveMs: 95, blocks: undefined },
      { number: 1, loops: 1, rows: 1, inclusiveMs: 85, blocks: undefined },
    ])
  })

  it('never shows more below than passed in the Gather', () => {
    const plan = planOf(
      node('Limit', { ms: 200 }, [
        node('Gather', { ms: 50, more: two }, [node('Seq Scan', { ms: 180, loops: 3 })]),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveMs)).toEqual([150, 0, 50])
    expect(plan.nodes[2]).toMatchObject({ inclusiveMs: 50, inclusiveCpuMs: 540 })
  })

  it('leaves blocks as they are', () => {
    const plan = planOf(
      node('Gather', { ms: 100, blocks: 3000, more: two }, [
        node('Seq Scan', { ms: 90, loops: 3, blocks: 3000 }),
      ]),
    )
    expect(plan.nodes.map((other) => other.exclusiveBlocks)).toEqual([0, 3000])
  })

  it('compares the rows of a partial node with what the planner meant for all processes', () => {
    const plan = corpusPlan('pg18/parallel-seq.json')
    const scan = plan.nodes.find((other) => other.parallelAware)
    expect(scan?.loops).toBeGreaterThan(1)
    expect(scan?.estimateFactor).toBeLessThan(1.1)
  })
})
