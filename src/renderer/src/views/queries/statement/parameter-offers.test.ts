import { expect, it } from 'vitest'
import { offerOf } from './parameter-offers.ts'

const asked = { sql: 'SELECT 1', targetId: 'pg' }

it('offers values with the share of the rows they have', () => {
  const offer = offerOf(
    {
      kind: 'done',
      ...asked,
      parameters: [
        {
          number: 2,
          column: 'orders.status',
          type: 'text',
          values: [
            { value: 'paid', share: 0.91 },
            { value: 'new', share: null },
          ],
        },
      ],
    },
    2,
  )
  expect(offer.what).toBe('orders.status')
  expect(offer.options).toEqual([
    { value: 'paid', note: '91\u00a0% of the rows' },
    { value: 'new', note: undefined },
  ])
})

it('offers nothing while it is asked for, and for what the server does not know', () => {
  expect(offerOf({ kind: 'loading', ...asked }, 1).options).toEqual([])
  expect(offerOf({ kind: 'done', ...asked, parameters: [] }, 1).what).toBeUndefined()
})
