import { expect, test } from 'vitest'
import { flag, literal, number, numbers, only, optionalNumber, query, text } from './query.ts'
import { bytes, count, duration, list, percent, plainName } from '../wording.ts'

const sizes = query(
  'Sizes',
  { schema: text, table: text, liveRows: number, seenMs: optionalNumber, on: flag, pids: numbers },
  `
    SELECT a,
      b`,
)

test('rows are read in the order of the columns', () => {
  expect(sizes.decode(['public', 't', '12', null, 't', '{3,4}'])).toEqual({
    schema: 'public',
    table: 't',
    liveRows: 12,
    seenMs: null,
    on: true,
    pids: [3, 4],
  })
  expect(sizes.columns).toEqual(['schema', 'table', 'live_rows', 'seen_ms', 'on', 'pids'])
})

test('the SQL is shown without our margin, and as evidence for one subject', () => {
  expect(sizes.sql).toBe('SELECT a,\n  b')
  expect(only(sizes, { table: "it's", liveRows: 3 })).toBe(
    `SELECT * FROM (\nSELECT a,\n  b\n) AS evidence\nWHERE "table" = 'it''s' AND live_rows = 3`,
  )
})

test('a literal is read as it was, whatever the server thinks of backslashes', () => {
  expect(literal('a\\b')).toBe("E'a\\\\b'")
})

test('figures have their units and no more digits than a reader can use', () => {
  expect([count(12_345), count(1.234)]).toEqual(['12,345', '1.23'])
  expect([bytes(0), bytes(1_500_000), bytes(3 * 1024 ** 3)]).toEqual(['0 B', '1.43 MiB', '3 GiB'])
  expect([percent(0.5), percent(0.9999), percent(1), percent(1e-7)]).toEqual([
    '50 %',
    '99.99 %',
    '100 %',
    'less than 0.01 %',
  ])
  expect([duration(340), duration(12_000), duration(3_725_000), duration(90_000_000)]).toEqual([
    '340 ms',
    '12 s',
    '1 h 2 min',
    '1 d 1 h',
  ])
  expect(list(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
  expect([list(['a']), list(['a', 'b'])]).toEqual(['a', 'a and b'])
  expect([plainName('public', 'Order'), plainName('sales', 'order')]).toEqual(['"Order"', 'sales."order"'])
})
