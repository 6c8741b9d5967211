import { expect, test } from 'vitest'
import { buffersOf } from './buffers.ts'

test('every buffer of an answer is found once', () => {
  const both = new Float64Array(4)
  const found = buffersOf({
    a: both,
    b: [{ c: both.subarray(2) }, { d: new Uint8Array(1) }],
    e: ['x', 'y'],
    f: null,
  })
  expect(found).toHaveLength(2)
  expect(found).toContain(both.buffer)
})
