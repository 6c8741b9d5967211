import type { ResolvedTarget } from '#main/environments/index.ts'
import type { PostgresAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

export type PostgresTarget = ResolvedTarget<PostgresAddress>

/** How long each kind of waiting may take. */
export interface Timeouts {
  connectTimeoutMs: Milliseconds
  statementTimeoutMs: Milliseconds
  lockTimeoutMs: Milliseconds
}

/** The target, known to be a Postgres. Throws BAD_INPUT for another kind. */
export function requirePostgres(target: ResolvedTarget): PostgresTarget {
  const { address } = target
  if (address.kind === 'postgres') return { ...target, address }
  throw new Failure('BAD_INPUT', `${target.name} is not a Postgres server (it is of kind ${address.kind}).`, {
    hint: 'Choose a Postgres target, or give a URL that begins with postgresql://.',
  })
}
