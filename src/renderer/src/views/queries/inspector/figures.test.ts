import { describe, expect, it } from 'vitest'
import { sampleNode, samplePlan } from '../../../../../../test/fixtures/queries/sample-plan.ts'
import { estimateWords, figureRows, propertyText, rowFacts, shareOf } from './figures.ts'

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ')
const root = sampleNode(0, null, { inclusiveMs: 10, exclusiveMs: 4 })

const words = (more: object): string => estimateWords(sampleNode(0, null, more))

describe('the figures of a node', () => {
  it('are its share of the whole time', () => {
    expect(shareOf(samplePlan([root]), root)).toBe(0.4)
  })

  it('are its share of the cost where nothing was measured', () => {
    const node = sampleNode(0, null, { exclusiveCost: 5, totalCost: 20 })
    const plan = samplePlan([node])
    expect(shareOf(plan, node)).toBeUndefined()
    expect(shareOf({ ...plan, has: { ...plan.has, analyze: false } }, node)).toBe(0.25)
  })

  it('say in words how far the estimate was off', () => {
    expect(words({ estimateFactor: 12, estimateDirection: 'under' })).toBe('12× more rows than planned')
    expect(words({ estimateFactor: 120, estimateDirection: 'over' })).toBe('120× fewer rows than planned')
    expect(words({ estimateFactor: 1, estimateDirection: 'exact' })).toBe('as planned')
  })

  it('leave out what is zero, and CPU where it is the wall time', () => {
    const node = sampleNode(0, null, {
      inclusiveMs: 10,
      exclusiveMs: 4,
      inclusiveCpuMs: 10,
      exclusiveCpuMs: 4,
      exclusiveWal: { records: 0, fullPageImages: 0, bytes: 0 },
    })
    const names = figureRows(samplePlan([node]), node).map((row) => row.name)
    expect(names).toEqual(['Time', 'Share of the time'])
  })

  it('show CPU where processes worked side by side', () => {
    const node = { ...root, inclusiveCpuMs: 25, exclusiveCpuMs: 9 }
    const cpu = figureRows(samplePlan([node]), node).find((row) => row.name.startsWith('CPU'))
    expect([plain(cpu?.exclusive), plain(cpu?.inclusive)]).toEqual(['9 ms', '25 ms'])
  })

  it('have no rate for a node that was never executed', () => {
    const node = sampleNode(0, null, { neverExecuted: true, loops: 0, rows: 0, plannedRows: 7 })
    expect(rowFacts(samplePlan([node]), node)).toEqual([
      { name: 'Rows', value: 'never executed' },
      { name: 'Rows planned', value: '7' },
    ])
  })

  it('write properties in one line where they are plain', () => {
    expect(propertyText(['a', 'b'])).toBe('a, b')
    expect(propertyText(3)).toBe('3')
    expect(propertyText({ a: 1 })).toBe('{\n "a": 1\n}')
  })
})
