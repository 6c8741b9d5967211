import { describe, expect, it } from 'vitest'
import type { Measurement } from '#shared/contract/changes.ts'
import { samplePlan } from '../../../../../../test/fixtures/queries/sample-plan.ts'
import { blocksWords, placeOf, verdictInterval, verdictWords } from './words.ts'

const plan = samplePlan([])
const side = (blocks: number) => ({ runs: 9, ms: { median: 1, low: 1, high: 1 }, blocks, plan })

function measurement(
  verdict: Measurement['verdict'],
  median: number,
  low: number,
  high: number,
): Measurement {
  return { sql: 'SELECT 1', before: side(1), after: side(1), verdict, ratio: { median, low, high } }
}

describe('the verdict in words', () => {
  it('says how many times faster, with the interval the right way round', () => {
    const faster = measurement('faster', 0.08, 0.05, 0.1)
    expect(verdictWords(faster)).toBe('12.5× faster')
    expect(verdictInterval(faster)).toMatch(/^between 10× and 20× faster/)
  })

  it('says how many times slower', () => {
    const slower = measurement('slower', 1.5, 1.2, 2)
    expect(verdictWords(slower)).toBe('1.50× slower')
    expect(verdictInterval(slower)).toMatch(/^between 1.20× and 2× slower/)
  })

  it('claims nothing where nothing can be claimed', () => {
    expect(verdictWords(measurement('same', 1.01, 0.97, 1.04))).toBe('The same')
    expect(verdictWords(measurement('unclear', 0.9, 0.5, 1.6))).toBe('Unclear')
    expect(verdictWords({ sql: 'SELECT 1', before: side(1) })).toBeUndefined()
  })
})

describe('blocks', () => {
  it('are told with how many times fewer or more', () => {
    expect(blocksWords(side(18_432), side(12))).toBe('18,432 → 12\u00a0blocks a run: 1,536× fewer')
    expect(blocksWords(side(10), side(25))).toBe('10 → 25\u00a0blocks a run: 2.50× more')
    expect(blocksWords(side(10), side(10))).toBe('10 → 10\u00a0blocks a run: as many')
    expect(blocksWords(side(10), side(0))).toBe('10 → 0\u00a0blocks a run')
  })
})

describe('a place on the axis', () => {
  it('stays on it', () => {
    expect([placeOf(5, 10), placeOf(12, 10), placeOf(1, 0)]).toEqual([0.5, 1, 0])
  })
})
