import { expect, it } from 'vitest'
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatElapsed,
  formatFactor,
  formatMs,
  formatPercent,
  formatRate,
  formatSpan,
} from './format.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

it('writes times with the unit that fits', () => {
  expect(
    [0, 0.004, 0.042, 12.34, 999.4, 999.6, 1240, 59_990, 185_000, 7_800_000].map((ms) => plain(formatMs(ms))),
  ).toEqual([
    '0 ms',
    '4 µs',
    '0.04 ms',
    '12.3 ms',
    '999 ms',
    '1.00 s',
    '1.24 s',
    '1 min 00 s',
    '3 min 05 s',
    '2 h 10 min',
  ])
})

it('writes sizes in binary units', () => {
  expect([0, 512, 8192, 1_300_000_000].map((bytes) => plain(formatBytes(bytes)))).toEqual([
    '0 B',
    '512 B',
    '8 KiB',
    '1.21 GiB',
  ])
})

it('writes counts, shares, rates and factors', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect(plain(formatCount(0.33, 'rows'))).toBe('0.33 rows')
  expect(plain(formatCompact(2_100_000))).toBe('2.10 M')
  expect(plain(formatPercent(0.123))).toBe('12.3 %')
  expect(plain(formatPercent(0.0001))).toBe('< 0.1 %')
  expect(plain(formatRate(940, 'rows'))).toBe('940 rows/s')
  expect(formatFactor(12)).toBe('12×')
})

it('runs a clock', () => {
  expect([7_000, 760_000, 3_723_000].map(formatElapsed)).toEqual(['0:07', '12:40', '1:02:03'])
})

it('writes how long something lives in whole parts', () => {
  const spans = [0, 400, 45_000, 59_600, 600_000, 5_400_000, 3_600_000, 86_400_000, 273_600_000, -90_000]
  expect(spans.map((ms) => plain(formatSpan(ms)))).toEqual([
    '0 s',
    '400 ms',
    '45 s',
    '1 min',
    '10 min',
    '1 h 30 min',
    '1 h',
    '1 d',
    '3 d 4 h',
    '−1 min 30 s',
  ])
})
