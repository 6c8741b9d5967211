import { expect, test } from 'vitest'
import { usualSizes } from './footprint.ts'
import { emptyServer } from './server-memory.ts'

test.each([6, 7, 8])('sizes that nobody chose begin above what an empty Redis %i holds', (major) => {
  const empty = emptyServer(major)
  const sizes = usualSizes(1_000_000, empty)
  expect(sizes[0]).toBeGreaterThanOrEqual(empty + 100_000)
  expect(sizes[0]).toBeLessThan((empty + 100_000) * 1.02)
  expect(sizes.at(-1)).toBeGreaterThanOrEqual(empty + 1_000_000)
})
