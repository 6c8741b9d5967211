import { expect, it } from 'vitest'
import { readSearch } from './search.ts'
import { sampleStatement } from './statement.test-support.ts'

const statement = sampleStatement('s', {
  query: 'UPDATE orders SET status = $1 WHERE id = $2',
  command: 'UPDATE',
  tables: ['public.orders'],
  role: 'shop_app',
  applications: ['worker'],
})

it.each([
  ['', true],
  ['  ', true],
  ['update STATUS', true],
  ['"set status"', true],
  ['"status set"', false],
  ['table:orders', true],
  ['table:customers', false],
  ['role:shop status', true],
  ['role:other', false],
  ['app:work', true],
  ['command:upd table:orders', true],
  ['shop_app', true],
  ['worker', true],
  ['table:', true],
  ['x:y', false],
])('%s', (typed, found) => {
  expect(readSearch(typed)(statement)).toBe(found)
})
