import { formatElapsed, formatMs } from '#renderer/ui/format.ts'
import type { Milliseconds } from '#shared/units.ts'

/** How long something has lasted: milliseconds below a second, from then on a running clock. Pure. */
export function age(ms: Milliseconds | null): string {
  if (ms === null) return ''
  // The server's clock runs on between two of its readings.
  return ms < 1000 ? formatMs(Math.max(0, ms)) : formatElapsed(ms)
}
