import type { Guard } from '#shared/contract/environments.ts'
import type { Plan } from '#shared/contract/plan.ts'
import type { Catalogue, ExplainEvent, ExplainInput, StatementCheck } from '#shared/contract/postgres.ts'
import type { ParameterSuggestion } from '#shared/contract/statements.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

/** What the Queries store needs of the world, so that it can be tried without one. */
export interface QueryServices {
  checkStatement: (sql: string, signal: AbortSignal) => Promise<StatementCheck>
  explain: (input: ExplainInput, signal: AbortSignal) => Promise<AsyncIterable<ExplainEvent>>
  readPlan: (text: string, signal: AbortSignal) => Promise<Plan>
  catalogue: (targetId: string, signal: AbortSignal) => Promise<Catalogue>
  /** Values for the parameters of a statement, from the server's statistics. */
  suggestParameters: (targetId: string, sql: string, signal: AbortSignal) => Promise<ParameterSuggestion[]>
  /** The guard of a target's environment, with its name; undefined for a target that is gone. */
  guardOf: (targetId: string) => { environment: string; guard: Guard } | undefined
  now: () => EpochMilliseconds
  newId: () => string
}
