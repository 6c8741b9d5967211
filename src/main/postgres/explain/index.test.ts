import { describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { corpusText } from './corpus.test-support.ts'
import { planFromText } from './index.ts'

/** Long enough for the worker: one plan of many partitions. */
function longPlan(): string {
  const scan = { 'Node Type': 'Seq Scan', 'Relation Name': 'part', 'Actual Loops': 1, 'Actual Rows': 1 }
  const parts = Array.from({ length: 12_000 }, (_, i) => ({
    ...scan,
    'Parent Relationship': 'Member',
    Alias: `part_${i}`,
    'Actual Total Time': 0.5,
  }))
  const root = { ...scan, 'Node Type': 'Append', 'Actual Total Time': 7000, Plans: parts }
  return JSON.stringify([{ Plan: root, 'Execution Time': 7001 }])
}

describe('planFromText', () => {
  it('reads a short plan', async () => {
    const text = corpusText('pg18/hash-join.json')
    const plan = await planFromText(text)
    expect(plan.source).toBe('json')
    expect(plan.raw).toBe(text)
    expect(plan.nodes.length).toBeGreaterThan(2)
  })

  it('reads a long plan in a thread of its own, with the same result', async () => {
    const text = longPlan()
    expect(text.length).toBeGreaterThan(1_000_000)
    const plan = await planFromText(text)
    expect(plan.raw).toBe(text)
    expect(plan.nodes).toHaveLength(12_001)
    expect(plan.nodes[0]).toMatchObject({ inclusiveMs: 7000, exclusiveMs: 1000, label: 'Append on part' })
    expect(plan.executionMs).toBe(7001)
  })

  it('says of a long text without a plan what a short one says', async () => {
    const failure = await failureOf(planFromText('no plan here\n'.repeat(100_000)))
    const short = await failureOf(planFromText('no plan here\n'.repeat(10)))
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ code: 'BAD_INPUT', message: short.message, hint: short.hint })
  })

  it('stops the thread when it is cancelled', async () => {
    const stop = new AbortController()
    const reading = failureOf(planFromText(longPlan(), stop.signal))
    stop.abort()
    expect(await reading).toMatchObject({ code: 'CANCELLED' })
    expect(await failureOf(planFromText(longPlan(), stop.signal))).toMatchObject({ code: 'CANCELLED' })
  })

  it('refuses what is too long to be read', async () => {
    const failure = await failureOf(planFromText(' '.repeat(200_000_001)))
    expect(failure).toMatchObject({ code: 'BAD_INPUT' })
    expect(failure.message).toContain('200 million')
  })
})

async function failureOf(reading: Promise<unknown>): Promise<Failure> {
  const error = await reading.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (error instanceof Failure) return error
  throw new Error('expected a Failure', { cause: error })
}
