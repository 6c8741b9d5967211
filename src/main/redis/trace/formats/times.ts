import type { EpochMilliseconds } from '#shared/units.ts'
import type { TraceAccount } from '../read/account.ts'

export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

const milliseconds: Record<TimeUnit, number> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 }

/**
 * Reads the times of a trace whose unit nobody tells: by the size of the first one. Times of day in
 * this century are 1e9 in seconds, 1e12 in milliseconds, 1e15 in microseconds and 1e18 in
 * nanoseconds; what is smaller than any of them counts from the beginning of the trace, in seconds unless
 * the account has found that milliseconds are likelier.
 */
export class Times {
  private scale: number | undefined
  private readonly account: TraceAccount

  constructor(account: TraceAccount, unit?: TimeUnit) {
    this.account = account
    if (unit) this.scale = milliseconds[unit]
  }

  /** Undefined where it is no time. */
  read(value: string | number): EpochMilliseconds | undefined {
    if (value === '') return undefined
    const number = Number(value)
    if (Number.isFinite(number)) {
      this.scale ??= this.scaleFor(number)
      return number * this.scale
    }
    const date = Date.parse(String(value))
    return Number.isNaN(date) ? undefined : date
  }

  private scaleFor(value: number): number {
    if (value >= 1e17) return milliseconds.ns
    if (value >= 1e14) return milliseconds.us
    if (value >= 1e11) return milliseconds.ms
    if (value >= 1e8) return milliseconds.s
    const unit = this.account.smallTimes ?? 's'
    this.account.smallTimes = unit
    this.account.note(
      unit === 's'
        ? 'Times are taken as seconds from the beginning of the trace; name the field time_ms where they are milliseconds.'
        : 'Times are taken as milliseconds from the beginning of the trace, because as seconds there would be fewer than 20 accesses in each; name the field time_s where they are seconds.',
    )
    return milliseconds[unit]
  }
}
