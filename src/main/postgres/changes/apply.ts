import { allowChange, type Ledger, type NewEvent } from '#main/changes/index.ts'
import type { ApplyInput, ChangeEvent, Proof } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { tellProgress } from '#main/progress.ts'
import { type Session, type TextRow, withSession } from '../session/session.ts'
import type { AnyKind, Ending, Found, Plan } from './kind.ts'
import type { KnownChange } from './known-change.ts'
import { backendFacts, cleanUp, nothingLeft, record, sayFailed } from './outcome.ts'
import { planChange } from './plan-change.ts'
import { kindOf, readChange } from './read-change.ts'
import { type ChangeBackend, sendStatements } from './run.ts'
import type { PrepareProof, ProofRun } from './prove.ts'
import type { Report } from './watch.ts'

type Request = Omit<ApplyInput, 'targetId'>
type Last = Extract<ChangeEvent, { type: 'change' }>

/**
 * Applies a change, with progress on the way and its entry in the ledger at the end, also when it
 * failed or was cancelled: what it left is then taken away. It stands in the ledger before anything of
 * it is sent.
 *
 * Throws a Failure, with nothing in the ledger, for what is refused before: BAD_INPUT for the
 * statement, REFUSED by the guard or the catalogue, and what connecting throws.
 *
 * @param prepareProof measures the affected statements around it, where there are any
 */
export async function* applyChange(
  ledger: Ledger,
  target: PostgresTarget,
  request: Request,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  prepareProof?: PrepareProof,
): AsyncGenerator<ChangeEvent> {
  const change = await readChange(request.sql, signal)
  allowChange(target, request.confirmation)
  yield yield* withChangeProgress(signal, async (report, signal) => {
    const plan = await withSession(
      target,
      timeouts,
      signal,
      async (session) => await planChange(session, change),
    )
    const work = { ledger, target, change, kind: kindOf(change), plan, timeouts, signal, report }
    return await apply(work, request, prepareProof)
  })
}

interface Work {
  ledger: Ledger
  target: PostgresTarget
  change: KnownChange
  kind: AnyKind
  plan: Plan
  timeouts: Timeouts
  signal: AbortSignal
  report: Report
}

async function apply(work: Work, request: Request, prepareProof: PrepareProof | undefined): Promise<Last> {
  const { ledger, target, change, plan, timeouts, signal, report } = work
  using claim = ledger.begin({
    target,
    environment: target.environment,
    kind: change.kind,
    title: plan.title ?? change.title,
    sql: plan.statements.join(';\n'),
    undo: plan.undo,
    facts: { given: change.sql, before: plan.before },
  })
  const { id } = claim
  let phase: 'measuring before' | 'measuring after' = 'measuring before'
  const proof =
    prepareProof && request.measure && request.measure.length > 0
      ? prepareProof(target, change, request.measure, timeouts, signal, (now) => report({ phase, ...now }))
      : undefined
  report({ phase: 'connecting', changeId: id })
  let before: Proof | undefined
  try {
    if (proof) {
      report({ phase })
      before = await proof.before()
    }
  } catch (error) {
    return record(ledger, id, neverSent(asFailure(error)))
  }
  const startedAt = performance.now()
  const sent: Sent = { backend: undefined }
  let ending: Ending
  try {
    ending = { how: 'succeeded', rows: await send(work, id, sent) }
  } catch (error) {
    ending = { how: 'failed', failure: asFailure(error) }
  }
  const elapsedMs = performance.now() - startedAt
  phase = 'measuring after'
  if (ending.how === 'succeeded') return await succeeded(work, id, ending, elapsedMs, { proof, before })
  const failed = ending
  const look = async (session: Session): Promise<Found> =>
    ours(await work.kind.look(session, change, plan.before, failed), ledger, id)
  const outcome = await cleanUp(target, id, sent.backend, look, timeouts, report)
  return record(ledger, id, { ...sayFailed(failed.failure, outcome), elapsedMs })
}

/** What is known of the statements while they run. */
interface Sent {
  backend: ChangeBackend | undefined
}

async function send(work: Work, id: string, sent: Sent): Promise<TextRow[]> {
  const { ledger, target, kind, plan, timeouts, signal, report } = work
  let index: string | undefined
  const sending = {
    changeId: id,
    statements: plan.statements,
    view: kind.progress,
    phase: 'running',
    lockTimeoutMs: kind.waitsForLocks ? undefined : timeouts.lockTimeoutMs,
    onBackend: (now: ChangeBackend) => {
      sent.backend = now
      ledger.append(id, {
        status: 'applying',
        message: `Sent to the server, whose process ${now.pid} runs it.`,
        facts: backendFacts(now),
      })
    },
    onIndex: (oid: string) => {
      if (index !== undefined || work.change.kind !== 'create-index') return
      index = oid
      ledger.append(id, { status: 'applying', message: 'The server has begun the index.', facts: { index } })
    },
  } as const
  return await sendStatements(target, sending, timeouts, signal, report)
}

/** The OID that was seen while it was built decides whose an index of that name is. */
function ours(found: Found, ledger: Ledger, id: string): Found {
  const { index } = ledger.entry(id).facts
  if (index === undefined || found.state === 'nothing' || found.made['oid'] === index) return found
  return { state: 'nothing' }
}

async function succeeded(
  work: Work,
  id: string,
  ending: Ending,
  elapsedMs: number,
  { proof, before }: { proof: ProofRun | undefined; before: Proof | undefined },
): Promise<Last> {
  const { ledger, target, change, kind, plan, timeouts, signal, report } = work
  let found: Found
  try {
    // A cancel that comes now is late: what was made is still written down.
    found = await withSession(
      target,
      timeouts,
      undefined,
      async (session) => await kind.look(session, change, plan.before, ending),
    )
  } catch (error) {
    const hint = asFailure(error).message
    return record(ledger, id, {
      status: 'interrupted',
      message: 'The server has done it, and then could not be asked what is needed to undo it.',
      hint: `${hint} Look again when the server is there.`,
      elapsedMs,
    })
  }
  if (found.state === 'nothing') {
    return record(ledger, id, { status: 'failed', message: found.message, undo: nothingLeft, elapsedMs })
  }
  if (found.state === 'left') {
    const { message, undo, made } = found
    return record(ledger, id, { status: 'partial', message, undo, facts: { made }, elapsedMs })
  }
  const { message, undo, made } = found
  if (!proof) return record(ledger, id, { status: 'applied', message, undo, facts: { made }, elapsedMs })
  ledger.append(id, {
    status: 'applying',
    message: 'The server has done it; now the statements are measured again.',
    undo,
    facts: { made },
    elapsedMs,
  })
  report({ phase: 'measuring after' })
  try {
    return record(ledger, id, { status: 'applied', message, proof: await proof.after() })
  } catch (error) {
    const why = signal.aborted ? 'the measuring afterwards was cancelled' : asFailure(error).message
    return record(ledger, id, {
      status: 'applied',
      message: [message, `It is applied, but not proven: ${why}.`.replace('..', '.')].join(' ').trim(),
      proof: before,
    })
  }
}

function neverSent(failure: Failure): NewEvent {
  return {
    status: 'failed',
    message:
      failure.code === 'CANCELLED'
        ? 'Cancelled before anything of it was sent.'
        : `Nothing of it was sent: ${failure.message}`,
    hint: failure.hint,
    undo: nothingLeft,
  }
}

/** Anything else is a defect: it is thrown, and the change stands in the ledger as interrupted. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  throw error
}

/** Progress of a change under way, with what stays known of it. */
export async function* withChangeProgress<T>(
  signal: AbortSignal | undefined,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): AsyncGenerator<ChangeEvent, T> {
  let now: Parameters<Report>[0] = { phase: 'connecting' }
  const report: Report = (next) => {
    const { changeId, backendPid } = now
    now = {
      ...(changeId === undefined ? {} : { changeId }),
      ...(backendPid === undefined ? {} : { backendPid }),
      ...next,
    }
  }
  return yield* tellProgress<ChangeEvent, T>(
    signal,
    (elapsedMs) => ({ type: 'progress', elapsedMs, ...now }),
    async (signal) => await work(report, signal),
  )
}
