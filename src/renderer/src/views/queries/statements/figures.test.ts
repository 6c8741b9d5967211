import { expect, it } from 'vitest'
import { shownColumns, statementColumns } from './columns.ts'
import { hitShare, sumOf, windowMs } from './figures.ts'
import { factsOf } from './inspector/facts.ts'
import { sampleList, sampleStatement } from './statement.test-support.ts'

it('adds up what adds up, and weighs the mean by calls', () => {
  const sum = sumOf([
    sampleStatement('a', { calls: 9, totalMs: 9, maxMs: 3, stddevMs: 1, walBytes: 100, sharePercent: 10 }),
    sampleStatement('b', { calls: 1, totalMs: 91, maxMs: 91, sharePercent: 90 }),
  ])
  expect(sum).toMatchObject({
    calls: 10,
    totalMs: 100,
    meanMs: 10,
    maxMs: 91,
    walBytes: 100,
    sharePercent: 100,
  })
  expect(sum.stddevMs).toBeUndefined()
})

it('knows no hit rate where no block was asked for', () => {
  expect(hitShare(sampleStatement('a'))).toBeUndefined()
  expect(hitShare(sampleStatement('a', { sharedHit: 3, sharedRead: 1 }))).toBe(0.75)
})

it('has calls per second where the window is known', () => {
  const list = sampleList([sampleStatement('a', { calls: 50 })])
  expect(windowMs(list)).toBe(10_000)
  const rate = (since: number | null): string | undefined =>
    factsOf(
      sampleStatement('a', { calls: 50 }),
      { ...list, since },
      {
        windowMs: windowMs({ ...list, since }),
        findingsOf: () => 0,
      },
    ).find(({ name }) => name === 'Calls/s')?.value
  expect(rate(0)).toBe('5')
  expect(rate(null)).toBeUndefined()
})

it('shows a column where the server has the figure and it is not put away', () => {
  const list = sampleList([sampleStatement('a')])
  const keys = shownColumns(list, ['share']).map(({ key }) => key)
  expect(keys).toContain('totalMs')
  expect(keys).not.toContain('share')
  expect(keys).not.toContain('walBytes')
  expect(statementColumns.map(({ key }) => key)).toContain('walBytes')
})
