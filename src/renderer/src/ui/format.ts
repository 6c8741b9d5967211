/**
 * Figures as they stand on the screen: always with their unit, three significant digits, and a
 * no-break space between the two. Pure.
 */
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'

const space = '\u00a0'
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A length of time: `0.04 ms`, `12.3 ms`, `1.24 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatMs(ms: Milliseconds): string {
  if (!Number.isFinite(ms)) return `–${space}ms`
  const size = Math.abs(ms)
  if (size === 0) return `0${space}ms`
  if (size < 0.01) return `${digits(ms * 1000)}${space}µs`
  if (size < 999.5) return `${digits(ms)}${space}ms`
  if (size < 59_950) return `${digits(ms / 1000)}${space}s`
  const seconds = Math.round(size / 1000)
  const sign = ms < 0 ? '−' : ''
  if (seconds < 3600) return `${sign}${pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')}`
  const minutes = Math.round(seconds / 60)
  return `${sign}${pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')}`
}

/** How long something lives, in whole parts: `45 s`, `10 min`, `1 h 30 min`, `3 d 4 h`. */
export function formatSpan(ms: Milliseconds): string {
  const seconds = Math.round(ms / 1000)
  if (Math.abs(seconds) < 60) return ms > 0 && ms < 1000 ? formatMs(ms) : `${seconds}${space}s`
  const [size, unit, part, partUnit] = spans.find(([span]) => Math.abs(seconds) >= span) ?? shortestSpan
  const parts = Math.round(Math.abs(seconds) / part)
  const perUnit = size / part
  const rest = parts % perUnit
  const sign = ms < 0 ? '−' : ''
  const first = `${sign}${whole.format(Math.floor(parts / perUnit))}${space}${unit}`
  return rest === 0 ? first : `${first} ${rest}${space}${partUnit}`
}

/** Seconds of a unit and of the next smaller one. */
const shortestSpan = [60, 'min', 1, 's'] as const
const spans = [[86_400, 'd', 3600, 'h'], [3600, 'h', 60, 'min'], shortestSpan] as const

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A size in binary units: `512 B`, `8 KiB`, `1.21 GiB`. */
export function formatBytes(bytes: Bytes): string {
  const size = Math.abs(bytes)
  let power = 0
  while (power < byteUnits.length - 1 && size / 1024 ** power >= 999.5) power++
  return `${digits(bytes / 1024 ** power)}${space}${byteUnits[power]}`
}

/** A whole number with its unit where one is given: `1,234,567`, `12 rows`. */
export function formatCount(count: number, unit?: string): string {
  // Rows and blocks may be fractions (Postgres 18 averages them); below ten that matters.
  const figure = Math.abs(count) < 10 && !Number.isInteger(count) ? digits(count) : whole.format(count)
  return unit === undefined ? figure : `${figure}${space}${unit}`
}

/** A count where room is short: `950`, `12.3 k`, `2.1 M`. */
export function formatCompact(count: number): string {
  const size = Math.abs(count)
  if (size < 999.5) return digits(count)
  if (size < 999_500) return `${digits(count / 1e3)}${space}k`
  if (size < 999_500_000) return `${digits(count / 1e6)}${space}M`
  return `${digits(count / 1e9)}${space}G`
}

/** A share of one: 0.123 is `12.3 %`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return `–${space}%`
  const percent = share * 100
  if (percent !== 0 && Math.abs(percent) < 0.1) return `<${space}0.1${space}%`
  return `${digits(percent)}${space}%`
}

/** Something per second: `940 rows/s`, `12.3 k keys/s`. */
export function formatRate(perSecond: number, unit: string): string {
  return `${formatCompact(perSecond)}${space}${unit}/s`
}

/** How many times larger: `12×`, `1.3×`. */
export function formatFactor(factor: number): string {
  return factor >= 999.5 ? `${whole.format(factor)}×` : `${digits(factor)}×`
}

/** A running clock: `0:07`, `12:40`, `1:02:03`. */
export function formatElapsed(ms: Milliseconds): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const tail = String(seconds % 60).padStart(2, '0')
  if (minutes < 60) return `${minutes}:${tail}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${tail}`
}

/** A time of day: `14:03:09`. */
export function formatTime(at: EpochMilliseconds): string {
  return new Date(at).toLocaleTimeString('en-GB')
}

/** A moment of any day: `20 Nov, 14:03:09`; with the year where it is not this one. */
export function formatDateTime(at: EpochMilliseconds): string {
  const date = new Date(at)
  const thisYear = date.getFullYear() === new Date().getFullYear()
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(thisYear ? {} : { year: 'numeric' }),
  })
  return `${day}, ${formatTime(at)}`
}

/** Three significant digits, without the trailing zeros of a whole number. */
function digits(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95 || Number.isInteger(value)) return whole.format(value)
  if (size >= 9.995) return value.toFixed(1)
  return value.toFixed(2)
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${large}${space}${largeUnit}${space}${String(small).padStart(2, '0')}${space}${smallUnit}`
}
