import { expect, it } from 'vitest'
import { noOptions, readOptions } from './options.ts'

it('reads what bounds a search, in the units of the contract', () => {
  expect(readOptions(noOptions)).toEqual({ limits: {}, wrong: new Set() })
  expect(readOptions({ budget: '1,5', width: '3', seconds: '0.5' }).limits).toEqual({
    budgetBytes: 1.5 * 1024 * 1024,
    maxWidth: 3,
    seconds: 0.5,
  })
})

it('names the fields that hold no possible value', () => {
  const { limits, wrong } = readOptions({ budget: '-1', width: '2.5', seconds: 'soon' })
  expect(limits).toEqual({})
  expect([...wrong]).toEqual(['budget', 'width', 'seconds'])
})
