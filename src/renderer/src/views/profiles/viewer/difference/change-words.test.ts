import { expect, test } from 'vitest'
import { formatMs } from '#renderer/ui/format.ts'
import { formatChange, formatRelativeChange } from './change-words.ts'

test('a change has its sign', () => {
  expect(formatChange(10, 22, formatMs)).toBe('+12\u00a0ms')
  expect(formatChange(22, 10, formatMs)).toBe('−12\u00a0ms')
  expect(formatChange(1, 1, formatMs)).toBe('±0\u00a0ms')
})

test('what is new has no share', () => {
  expect(formatRelativeChange(10, 15)).toBe('+50\u00a0%')
  expect(formatRelativeChange(10, 0)).toBe('−100\u00a0%')
  expect(formatRelativeChange(0, 5)).toBe('new')
  expect(formatRelativeChange(0, 0)).toBe('')
})
