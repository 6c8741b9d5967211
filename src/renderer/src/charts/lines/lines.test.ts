import { expect, it } from 'vitest'
import { axisSteps, csvOfLines, extentOf, type LineSet, momentAt, pointsOf } from './lines.ts'

const set: LineSet = {
  moments: [
    { at: 1000, sinceMs: 1000 },
    { at: 2000, sinceMs: 1000 },
    { at: 9000, sinceMs: 1000 },
  ],
  lines: [
    { name: 'Used', values: [1, 2, 3] },
    { name: 'Total', values: [4, null, 6] },
  ],
  format: String,
  unit: 'B',
}

it('draws a gap where nobody looked', () => {
  expect(pointsOf(set, { name: 'Used', values: [1, 2, 3] })).toEqual([
    [1000, 1],
    [2000, 2],
    [2001, null],
    [9000, 3],
  ])
})

it('finds the moment whose time holds another', () => {
  expect(momentAt(set.moments, 1500)).toBe(1)
  expect(momentAt(set.moments, 2000)).toBe(1)
  expect(momentAt(set.moments, 5000)).toBe(-1)
  expect(momentAt(set.moments, 9500)).toBe(-1)
})

it('begins with a minute, and grows with what was seen', () => {
  expect(extentOf(set)).toEqual({ from: -51_000, until: 9000 })
  expect(
    extentOf({
      moments: [
        { at: 0, sinceMs: 1 },
        { at: 100_000, sinceMs: 1 },
      ],
    }),
  ).toEqual({ from: 0, until: 100_000 })
})

it('has the steps of bytes where they are bytes, and those of a share where it ends', () => {
  expect(axisSteps({ ...set, binary: true })).toEqual({ interval: 2, max: 6 })
  expect(axisSteps({ ...set, max: 1 })).toEqual({ interval: 0.25, max: 1 })
  expect(axisSteps(set)).toBeUndefined()
})

it('writes its figures as CSV', () => {
  expect(csvOfLines(set).split('\r\n').slice(0, 3)).toEqual([
    'at,Used (B),Total (B)',
    '1970-01-01T00:00:01.000Z,1,4',
    '1970-01-01T00:00:02.000Z,2,',
  ])
})
