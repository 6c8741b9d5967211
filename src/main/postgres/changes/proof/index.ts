/**
 * Proof: runs the statements that a change is said to help without it and with it, and says by how much
 * they became faster, slower, or not. Where the server lets it, both are run in turn, which takes the
 * machine's moods out of the comparison: an index is hidden, a setting set, inside a transaction that is
 * rolled back. Everything else is measured before, then after. Only statements that read alone are run,
 * each in a READ ONLY transaction with timeouts.
 */
import type { Proof } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import type { PostgresTarget, Timeouts } from '../../postgres-target.ts'
import { type Session, withSession } from '../../session/session.ts'
import { suggestParameters } from '../../statements/index.ts'
import type { KnownChange } from '../known-change.ts'
import type { MeasuringProgress, PrepareProof, ProofRun } from '../prove.ts'
import { type ProofOptions, Proving } from './proving.ts'

/**
 * See `PrepareProof`. Takes about ten seconds a side: at least five rounds, at most 25. Parameters
 * without values get the commonest of their columns.
 */
export function prepareProof(
  target: PostgresTarget,
  change: KnownChange,
  statements: readonly Runnable[],
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  report: (progress: MeasuringProgress) => void,
  options: ProofOptions = {},
): ProofRun {
  const valuesFor = async (sql: string): Promise<string[] | undefined> => {
    const suggestions = await suggestParameters(target, sql, timeouts, signal)
    const values = suggestions.flatMap(({ values: [likeliest] }) => likeliest?.value ?? [])
    return values.length === suggestions.length ? values : undefined
  }
  const proving = new Proving(change, statements, { signal, report, valuesFor, ...options })
  const inSession = async (work: (session: Session) => Promise<Proof>): Promise<Proof> => {
    if (statements.length === 0) return { method: 'sequential', measurements: [], skipped: [], notes: [] }
    return await withSession(target, timeouts, signal, work)
  }
  return {
    before: async () => await inSession(async (session) => await proving.before(session)),
    after: async () => await inSession(async (session) => await proving.after(session)),
  }
}

// Does not compile when the two part company.
prepareProof satisfies PrepareProof
