import { expect, it } from 'vitest'
import { placeOfKey, rowsOfPage } from './place-of-key.ts'

it('moves through the rows and stops at their ends', () => {
  expect(placeOfKey('ArrowDown', -1, 5, 3)).toBe(0)
  expect(placeOfKey('ArrowDown', 4, 5, 3)).toBe(4)
  expect(placeOfKey('ArrowUp', -1, 5, 3)).toBe(4)
  expect(placeOfKey('ArrowUp', 0, 5, 3)).toBe(0)
  expect(placeOfKey('PageDown', 0, 5, 3)).toBe(3)
  expect(placeOfKey('PageUp', 4, 5, 3)).toBe(1)
  expect(placeOfKey('Home', 4, 5, 3)).toBe(0)
  expect(placeOfKey('End', 0, 5, 3)).toBe(4)
  expect(placeOfKey('x', 0, 5, 3)).toBeNull()
  expect(placeOfKey('End', -1, 0, 3)).toBeNull()
})

it('moves by a screenful, less the head and one row', () => {
  expect(rowsOfPage(260, 26, 1)).toBe(8)
  expect(rowsOfPage(30, 26, 1)).toBe(1)
  expect(rowsOfPage(undefined, 26, 2)).toBe(1)
})
