/** How much something changed, as words. Pure. */
import { formatPercent } from '#renderer/ui/format.ts'

/** `+12.3 ms`, `−4 KiB`, `±0 ms`. */
export function formatChange(before: number, after: number, format: (value: number) => string): string {
  const change = after - before
  return `${signOf(change)}${format(Math.abs(change))}`
}

/** `+34 %`, `−100 %`, `new`; empty where there was nothing and is nothing. */
export function formatRelativeChange(before: number, after: number): string {
  if (before === 0) return after === 0 ? '' : 'new'
  const change = (after - before) / before
  return `${signOf(change)}${formatPercent(Math.abs(change))}`
}

function signOf(change: number): string {
  if (change === 0) return '±'
  return change > 0 ? '+' : '−'
}
