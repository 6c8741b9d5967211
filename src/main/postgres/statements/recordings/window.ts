import type { Limitation } from '#shared/contract/finding.ts'
import type { Recording, StatementList } from '#shared/contract/statements.ts'
import type { Snapshot } from '../counters.ts'
import { differenceOf } from '../difference.ts'
import { limitsOfCounters } from '../limitations.ts'
import { type Look, rank } from '../look.ts'
import type { TargetMemory } from '../memory.ts'
import { toStatements } from '../to-statements.ts'
import type { Outcome } from './recordings.ts'

/** What ran between the start of a recording and a look. */
export function endRecording(start: Snapshot, look: Look, memory: TargetMemory): Outcome {
  if (look.source === 'pg_stat_activity') {
    return { serverVersion: look.serverVersion, evicted: null, limitations: [look.why], ranked: [] }
  }
  const difference = differenceOf(start, look.snapshot)
  const { ranked, seen } = rank(difference.entries, look, memory)
  const evicted = evictedBetween(start, look.snapshot)
  const limitations: (Limitation | undefined)[] = [
    difference.wasReset
      ? {
          message: `The counters were reset during the recording${look.snapshot.resetAt === null ? '' : `, at ${new Date(look.snapshot.resetAt).toISOString()}`}: it shows what ran since then.`,
          hint: 'A server that did not end cleanly begins anew, too. Record again.',
          proposals: [],
        }
      : undefined,
    difference.begunAnew > 0
      ? {
          message: `The counters of ${statements(difference.begunAnew)} began anew during the recording (reset, or thrown out for want of room): they show what ran since then.`,
          hint: 'Record again, and raise pg_stat_statements.max if it happens again.',
          proposals: [],
        }
      : undefined,
    difference.gone > 0
      ? {
          message: `${statements(difference.gone)} known at the start ${difference.gone === 1 ? 'is' : 'are'} gone (reset, or thrown out for want of room): what ${difference.gone === 1 ? 'it' : 'they'} ran during the recording is not known.`,
          hint: 'Record again, and raise pg_stat_statements.max if it happens again.',
          proposals: [],
        }
      : undefined,
    ...limitsOfCounters(look.facts, { ...seen, evicted }),
  ]
  return {
    serverVersion: look.snapshot.serverVersion,
    evicted,
    limitations: limitations.filter((limitation) => limitation !== undefined),
    ranked,
  }
}

function statements(count: number): string {
  return count === 1 ? 'one statement' : `${count} statements`
}

function evictedBetween(start: Snapshot, end: Snapshot): number | null {
  if (end.evicted === null || start.evicted === null) return null
  return start.reset === end.reset ? Math.max(0, end.evicted - start.evicted) : end.evicted
}

export function listRecording(
  recording: Recording,
  outcome: Outcome,
  limit: number | undefined,
): StatementList {
  const { serverVersion, evicted, limitations, ranked } = outcome
  return {
    source: 'pg_stat_statements',
    serverVersion,
    since: recording.startedAt,
    until: recording.endedAt ?? recording.startedAt,
    statements: toStatements(ranked, limit),
    ...(evicted === null ? {} : { evicted }),
    limitations,
  }
}
