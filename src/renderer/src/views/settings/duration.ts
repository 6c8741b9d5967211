/** Lengths of time as people type them in settings. Pure. */
import type { Milliseconds } from '#shared/units.ts'

export type DurationUnit = 'ms' | 's' | 'min'

const sizes: Record<DurationUnit, Milliseconds> = { ms: 1, s: 1000, min: 60_000 }

export interface Duration {
  amount: string
  unit: DurationUnit
}

/** The largest unit in which it is a whole number. */
export function toDuration(ms: Milliseconds): Duration {
  const unit = ms % sizes.min === 0 ? 'min' : ms % sizes.s === 0 ? 's' : 'ms'
  return { amount: String(ms / sizes[unit]), unit }
}

export interface DurationLimits {
  min: Milliseconds
  max: Milliseconds
}

/** The milliseconds meant, or why they cannot be used. */
export function readDuration(
  { amount, unit }: Duration,
  { min, max }: DurationLimits,
): { ms: Milliseconds } | { error: string } {
  const number = Number(amount.trim().replace(',', '.'))
  if (amount.trim() === '' || !Number.isFinite(number)) return { error: 'A number is needed.' }
  const ms = Math.round(number * sizes[unit])
  if (ms < min || ms > max) return { error: `From ${spoken(min)} to ${spoken(max)}.` }
  return { ms }
}

function spoken(ms: Milliseconds): string {
  const { amount, unit } = toDuration(ms)
  return `${amount}\u00a0${unit}`
}
