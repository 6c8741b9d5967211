import type { Advice, AdviseEvent, WorkloadQuery } from '#shared/contract/advisor.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { tellProgress } from '#main/progress.ts'
import { readSchema } from '../schema/read-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { type Session, withSession } from '../session/session.ts'
import { adviceFromHypopg } from './advise-hypopg.ts'
import { adviceFromTrials } from './advise-trial.ts'
import { quoteIdentifier } from '../explain/account/quote-identifier.ts'
import { findDrops, settleDrops } from './drops/index.ts'
import { prepareAdvice } from './prepare.ts'
import type { AdviseRequest } from './model.ts'
import { allowTrials } from './trial-guard.ts'

type Progress = Extract<AdviseEvent, { type: 'progress' }>
/** How far it is; `elapsedMs` is added when it is told. */
export type Now = Omit<Progress, 'type' | 'elapsedMs'>

/**
 * Advises indexes for a workload, with progress on the way and the advice at the end. Nothing is
 * changed: indexes are imagined with HypoPG, or, where that is missing and `allowTrial` is given, built
 * for a moment in a transaction that is rolled back.
 *
 * @param workload the queries of `input.workload`, from wherever they come; see `workloadOfStatements`
 * @throws Failure BAD_INPUT for an empty workload; REFUSED with `needs: 'allowTrial'` where HypoPG is
 *   missing, or by the guard; CANCELLED; and what connecting and asking throw
 */
export async function* adviseIndexes(
  target: PostgresTarget,
  input: AdviseRequest,
  workload: readonly WorkloadQuery[],
  timeouts: Timeouts,
  signal?: AbortSignal,
): AsyncGenerator<AdviseEvent> {
  if (workload.length === 0) {
    throw new Failure('BAD_INPUT', 'The workload has no statement to advise indexes for.', {
      hint: 'Run the application for a while so that pg_stat_statements sees it, or give the statements.',
    })
  }
  const now: Now = { phase: 'reading', candidates: 0, whatIfCalls: 0 }
  const advice = yield* tellProgress(
    signal,
    (elapsedMs): AdviseEvent => ({ type: 'progress', ...now, elapsedMs }),
    async (stop) => await advise(target, input, workload, timeouts, now, stop),
  )
  yield { type: 'advice', advice }
}

async function advise(
  target: PostgresTarget,
  input: AdviseRequest,
  workload: readonly WorkloadQuery[],
  timeouts: Timeouts,
  now: Now,
  signal: AbortSignal,
): Promise<Advice> {
  const startedAt: Milliseconds = performance.now()
  return await withSession(target, timeouts, signal, async (session) => {
    // Compiling is chosen by cost alone and would be done for none of these plans.
    await session.attempt('SET LOCAL jit = off')
    const schema = await readSchema(session)
    const hypopg = hypopgOf(schema)
    const isInstallable = hypopg === undefined && (await hypopgIsThere(session))
    if (!hypopg) allowTrials(target, input, isInstallable)
    const prepared = await prepareAdvice(session, input, workload, schema, now, signal)
    throwIfCancelled(signal)
    const found = hypopg
      ? await adviceFromHypopg(session, quoteIdentifier(hypopg), input, prepared, now, signal)
      : await adviceFromTrials(session, input, prepared, now, signal)
    return {
      ...found,
      elapsedMs: Math.round(performance.now() - startedAt),
      budgetBytes: input.budgetBytes ?? null,
      drops: settleDrops(findDrops(schema), schema).drops,
      skipped: prepared.skipped,
      notes: [...prepared.notes, ...found.notes, ...worseNotes(found)],
      limitations: [...limitationsOf(schema), ...(hypopg ? [] : [withoutHypopg(isInstallable)])],
    }
  })
}

/** The schema that HypoPG's functions are in. */
export function hypopgOf({ extensions }: Schema): string | undefined {
  return extensions.find(({ name }) => name === 'hypopg')?.schema
}

const withoutHypopg = (isInstallable: boolean): Limitation => ({
  message:
    'HypoPG is not installed in this database, so only a few candidates could be tried, each built for a moment.',
  hint: isInstallable
    ? 'With it every combination is costed in milliseconds, and nothing is built or locked.'
    : 'With it every combination is costed in milliseconds, and nothing is built or locked; its package has to be installed on the server first.',
  proposals: isInstallable ? [{ title: 'Create the extension HypoPG', sql: 'CREATE EXTENSION hypopg' }] : [],
})

async function hypopgIsThere(session: Session): Promise<boolean> {
  const [row] = await session.run(
    `SELECT pg_catalog.count(*) FROM pg_catalog.pg_available_extensions WHERE name = 'hypopg'`,
  )
  return Number(row?.[0] ?? 0) > 0
}

function limitationsOf({ missing }: Schema): Limitation[] {
  return missing.map(({ part, reason }) => ({
    message: `The ${part} could not be read. ${reason}`,
    hint: 'A role with pg_monitor and the right to read the tables sees all of it.',
    proposals: [],
  }))
}

/** The planner compares paths with a tolerance, so a query can end up a little dearer: said, never hidden. */
function worseNotes({ queries }: Pick<Advice, 'queries'>): string[] {
  return queries
    .filter(({ costBefore, costAfter }) => costAfter > costBefore * 1.0001)
    .map(
      ({ id, costBefore, costAfter }) =>
        `The planner expects ${id} to cost more with these indexes: ${costAfter.toFixed(2)} instead of ${costBefore.toFixed(2)}.`,
    )
}
