import type { Activity, HealthReport } from '#shared/contract/health.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

/** What the health store needs of the world, so that it can be tried without one. */
export interface HealthServices {
  check: (targetId: string, signal: AbortSignal) => Promise<HealthReport>
  watchActivity: (targetId: string, signal: AbortSignal) => Promise<AsyncIterable<Activity>>
  now: () => EpochMilliseconds
}
