import { describe, expect, it } from 'vitest'
import { barPercent, changeWords, costSteps, indexWords, shareWords } from './figures.ts'

const index = {
  schema: 'public',
  table: 'orders',
  columns: ['status', 'created_at DESC'],
  include: [],
  predicate: null,
  accessMethod: 'btree',
}

describe('figures of advice', () => {
  it('say what becomes of a cost, and never 100 % for what is not all', () => {
    expect(changeWords(100, 40)).toBe('−60\u00a0%')
    expect(changeWords(100, 104)).toBe('+4\u00a0%')
    expect(changeWords(5, 5)).toBe('unchanged')
    expect(changeWords(14_000, 1.83)).toBe('−99.98\u00a0%')
    expect(shareWords(1)).toBe('100\u00a0%')
  })

  it('name an index by what it is on', () => {
    expect(indexWords(index)).toBe('orders (status, created_at DESC)')
    expect(
      indexWords({ ...index, schema: 'app', columns: ['tags'], accessMethod: 'gin', predicate: 'paid' }),
    ).toBe('app.orders (tags) using gin where paid')
    expect(indexWords({ ...index, columns: ['(lower(email))', '((a) + (b))', '(a) + (b)'] })).toBe(
      'orders (lower(email), (a) + (b), (a) + (b))',
    )
  })

  it('draw bars that can be seen, and the cost going down in steps', () => {
    expect([barPercent(50, 200), barPercent(0, 200), barPercent(0.001, 200)]).toEqual([25, 0, 0.5])
    const size = { width: 100, height: 12 }
    expect(costSteps([{ elapsedMs: 50, cost: 5 }], 10, 100, size)).toBe('M0 2.0 H50.0 V7.0 H100')
  })
})
