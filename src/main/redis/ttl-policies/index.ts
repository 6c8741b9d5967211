/**
 * TTL policies: how long the keys of each namespace are to live, as a table that is kept for each
 * target, and how many keys keep to it, counted over the whole keyspace or beside an analysis of it.
 * The change that brings keys into compliance is `shared/redis/compliance-change.ts`.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import type { ComplianceEvent } from '#shared/contract/redis/ttl-policies.ts'
import type { RedisTarget } from '../redis-target.ts'
import { checkCompliance, type CheckTimeouts } from './check.ts'
import { createPolicyTables, type PolicyTables } from './table.ts'

export { type ComplianceCounter, createComplianceCounter } from './compliance.ts'

export interface TtlPolicies extends PolicyTables {
  /**
   * How many keys keep to each policy of the target's table, with progress.
   *
   * @throws Failure PERMISSION where keys or TTLs may not be seen, CANCELLED, and what connecting throws
   */
  check(
    target: RedisTarget,
    options: { pace: Pace },
    timeouts: CheckTimeouts,
    signal?: AbortSignal,
  ): AsyncGenerator<ComplianceEvent>
}

export function createTtlPolicies({ database }: { database: DatabaseSync }): TtlPolicies {
  const tables = createPolicyTables(database)
  return {
    ...tables,
    check: (target, options, timeouts, signal) =>
      checkCompliance(
        target,
        target.id === undefined ? [] : tables.get(target.id),
        options,
        timeouts,
        signal,
      ),
  }
}
