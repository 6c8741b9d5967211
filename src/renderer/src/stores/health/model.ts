/** What is known of one server: its check-up, and what it does now. */
import type { Activity, HealthReport } from '#shared/contract/health.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

export interface TargetHealth {
  /** The last letter; it stays while another is written. */
  report: HealthReport | null
  /** When the check-up that goes on began. */
  checkingSince: EpochMilliseconds | null
  /** Why the last check-up failed; gone when one succeeds. */
  failure: Failure | null
}

export const neverChecked: TargetHealth = { report: null, checkingSince: null, failure: null }

/** What runs now, as long as somebody looks. */
export interface Watch {
  targetId: string
  /** The last look; it stays when the connection is lost. */
  activity: Activity | null
  state: WatchState
}

export type WatchState = { kind: 'connecting' } | { kind: 'live' } | { kind: 'lost'; failure: Failure }
