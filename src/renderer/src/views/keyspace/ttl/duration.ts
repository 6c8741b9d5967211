/** Times to live as people type them: `90`, `15 min`, `2h`, `7 d`. Pure. */
import { LONGEST_TTL } from '#shared/redis/change-text.ts'

const units: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3_600,
  hour: 3_600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
}

/** Whole seconds; null for what is no time to live. */
export function readSeconds(text: string): number | null {
  const [, amount = '', unit = 's'] = /^([\d,._\s]+?)\s*([a-z]+?)?s?$/i.exec(text.trim()) ?? []
  const size = units[unit.toLowerCase()] ?? (unit === '' ? 1 : undefined)
  const number = Number(amount.replaceAll(/[\s_]|,(?=\d{3}\b)/g, '').replace(',', '.'))
  if (size === undefined || amount === '' || !Number.isFinite(number)) return null
  const seconds = Math.round(number * size)
  return seconds >= 1 && seconds <= LONGEST_TTL ? seconds : null
}

/** Seconds in the largest unit in which they are whole, as {@link readSeconds} reads them back. */
export function writeSeconds(seconds: number): string {
  const found = (
    [
      ['d', 86_400],
      ['h', 3_600],
      ['min', 60],
    ] as const
  ).find(([, size]) => seconds >= size && seconds % size === 0)
  return found === undefined ? `${seconds} s` : `${seconds / found[1]} ${found[0]}`
}
