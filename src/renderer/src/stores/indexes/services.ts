import type { AdviseEvent, AdviseInput } from '#shared/contract/advisor.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import type { Plan } from '#shared/contract/plan.ts'
import type { Recording } from '#shared/contract/statements.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import type { TrialConsent } from './model.ts'

export interface CompareRequest extends Partial<TrialConsent> {
  targetId: string
  sql: string
  parameters?: (string | null)[]
  indexes: string[]
}

/** What the indexes store needs of the world, so that it can be tried without one. */
export interface IndexServices {
  advise: (input: AdviseInput, signal: AbortSignal) => Promise<AsyncIterable<AdviseEvent>>
  compare: (request: CompareRequest, signal: AbortSignal) => Promise<{ before: Plan; after: Plan }>
  recordings: (targetId: string) => Promise<Recording[]>
  /** The changes known now. */
  ledger: () => readonly ChangeHead[]
  now: () => EpochMilliseconds
}
