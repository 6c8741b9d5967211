import { describe, expect, test } from 'vitest'
import type { GcOption } from '#shared/contract/node/gc.ts'
import { conclude } from './conclude.ts'
import { resultOf } from './judge.ts'
import type { Run } from './run-once.ts'

const own: GcOption = { flags: [], title: 'Node’s own sizes', reason: '' }
const semi: GcOption = { flags: ['--max-semi-space-size=64'], title: 'Semi-space of 64 MiB', reason: '' }
const old: GcOption = { flags: ['--max-old-space-size=512'], title: 'Old space of 512 MiB', reason: '' }

/** Runs around the figures, a hundredth apart. */
function runs(figures: { perSecond: number; p99: number; cpu: number }, count = 6): Run[] {
  return Array.from({ length: count }, (_, index) => {
    const off = 1 + ((index % 3) - 1) * 0.005
    return {
      requestsPerSecond: figures.perSecond * off,
      latency: { p50: 1, p95: 2, p99: figures.p99 * off, max: 30 + index },
      cpuMsPerRequest: figures.cpu * off,
      gcShare: 0.05,
      counted: {
        elapsedMs: 1_000,
        cpuMs: 900,
        pauseMs: 50,
        longestPauseMs: 5 + index,
        scavenges: 100,
        markSweeps: 2,
        residentBytes: 100 * 1024 * 1024,
      },
    }
  })
}

const usual = { perSecond: 1_000, p99: 20, cpu: 1 }
function compare(...others: [GcOption, Run[]][]) {
  const baseline = runs(usual)
  const results = [
    resultOf(own, baseline, null),
    ...others.map(([option, its]) => resultOf(option, its, baseline)),
  ]
  return { results, verdicts: results.slice(1).map(({ against }) => against?.verdict), ...conclude(results) }
}

describe('sizes are judged', () => {
  test('better: more requests, nothing worse; it is taken', () => {
    const { verdicts, conclusion, option, results } = compare([
      semi,
      runs({ perSecond: 1_200, p99: 15, cpu: 0.9 }),
    ])
    expect(verdicts).toEqual(['better'])
    expect(option).toBe(semi)
    expect(conclusion).toContain('Take a semi-space of 64 MiB: 1.20× (')
    expect(results[0]).toMatchObject({ against: null, longestPauseMs: 10, latency: { max: 35 } })
  })
  test('better in one thing alone: nothing is said of the others', () => {
    const { conclusion } = compare([semi, runs({ perSecond: 1_000, p99: 20, cpu: 0.7 })])
    expect(conclusion).toMatch(
      /^Take a semi-space of 64 MiB: 0\.70× \(.*\) the CPU a request, with 100 MiB resident instead of 100 MiB; of the requests a second and the 99th percentile no difference is shown\.$/,
    )
  })
  test('of two that are better the one that gains more', () => {
    const { option } = compare(
      [semi, runs({ perSecond: 1_200, p99: 20, cpu: 1 })],
      [old, runs({ perSecond: 1_200, p99: 10, cpu: 1 })],
    )
    expect(option).toBe(old)
  })
  test('the same: it does not matter', () => {
    const { verdicts, conclusion, option } = compare([semi, runs(usual)])
    expect(verdicts).toEqual(['same'])
    expect(conclusion).toContain('It does not matter')
    expect(option).toBe(own)
  })
  test('worse: what was there is kept', () => {
    const { verdicts, conclusion, option } = compare([semi, runs({ perSecond: 700, p99: 40, cpu: 1 })])
    expect(verdicts).toEqual(['worse'])
    expect(conclusion).toContain('did worse')
    expect(option).toBe(own)
  })
  test('more requests and longer waits are for nobody to weigh', () => {
    const { verdicts, option } = compare([semi, runs({ perSecond: 1_200, p99: 40, cpu: 1 })])
    expect(verdicts).toEqual(['unclear'])
    expect(option).toBe(own)
  })
  test('two runs tell little, and it is said', () => {
    const { verdicts, conclusion } = compare([semi, runs({ perSecond: 1_200, p99: 20, cpu: 1 }, 2)])
    expect(verdicts).toEqual(['unclear'])
    expect(conclusion).toContain('at least 5 runs')
  })
})
