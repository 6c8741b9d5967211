import type { StatementList } from '#shared/contract/statements.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import type { Snapshot } from './counters.ts'
import { limitsOfCounters } from './limitations.ts'
import { type Look, lookAt, rank } from './look.ts'
import { createMemories, type TargetMemory } from './memory.ts'
import { toStatements } from './to-statements.ts'

export interface ReadStatementsOptions {
  /** Of 1 to 5,000; all of these without it. Shares are of the time of all statements nevertheless. */
  limit?: number | undefined
}

/** The costliest statements since the reset, read once and nothing kept: for the terminal. */
export async function readStatements(
  target: PostgresTarget,
  { limit }: ReadStatementsOptions,
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<StatementList> {
  const memory = createMemories()(target)
  const look = await lookAt(target, memory, timeouts, signal, Date.now)
  return readList(look, memory, limit, Date.now, () => {})
}

/** A look as a list; what of the snapshot is of the workload is given to `keep`. */
export function readList(
  look: Look,
  memory: TargetMemory,
  limit: number | undefined,
  now: () => number,
  keep: (snapshot: Snapshot) => void,
): StatementList {
  if (look.source === 'pg_stat_activity') {
    return {
      source: 'pg_stat_activity',
      serverVersion: look.serverVersion,
      since: null,
      until: now(),
      statements: look.list(limit),
      limitations: look.limitations,
    }
  }
  const { ranked, seen } = rank(look.snapshot.entries, look, memory)
  keep({ ...look.snapshot, entries: ranked.map(({ entry }) => entry) })
  return {
    source: 'pg_stat_statements',
    serverVersion: look.snapshot.serverVersion,
    since: look.snapshot.resetAt,
    until: look.snapshot.at,
    statements: toStatements(ranked, limit),
    ...(seen.evicted === null ? {} : { evicted: seen.evicted }),
    limitations: limitsOfCounters(look.facts, seen),
  }
}
