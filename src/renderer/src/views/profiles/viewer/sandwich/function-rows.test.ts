import { expect, test } from 'vitest'
import { rowsInOrder } from './function-rows.ts'

test('rows come in the order of their column, turned over and filtered', () => {
  const order = Int32Array.of(2, 0, 1)
  expect([...rowsInOrder(order, false, null)]).toEqual([2, 0, 1])
  expect([...rowsInOrder(order, true, null)]).toEqual([1, 0, 2])
  expect([...rowsInOrder(order, true, (row) => row !== 0)]).toEqual([1, 2])
  expect([...order]).toEqual([2, 0, 1])
})
