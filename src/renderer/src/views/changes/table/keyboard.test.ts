import { expect, it } from 'vitest'
import { placeAfter } from './keyboard.ts'

it('moves through the rows and stops at their ends', () => {
  expect(placeAfter('ArrowDown', -1, 5, 3)).toBe(0)
  expect(placeAfter('ArrowDown', 4, 5, 3)).toBe(4)
  expect(placeAfter('ArrowUp', -1, 5, 3)).toBe(4)
  expect(placeAfter('ArrowUp', 0, 5, 3)).toBe(0)
  expect(placeAfter('PageDown', 0, 5, 3)).toBe(3)
  expect(placeAfter('PageUp', 4, 5, 3)).toBe(1)
  expect(placeAfter('Home', 4, 5, 3)).toBe(0)
  expect(placeAfter('End', 0, 5, 3)).toBe(4)
  expect(placeAfter('x', 0, 5, 3)).toBeNull()
  expect(placeAfter('End', -1, 0, 3)).toBeNull()
})
