/**
 * The work that documents start: running a statement under EXPLAIN, reading a plan, loading a file.
 * Each document has at most one piece of work; the abort of its controller ends it in the main
 * process and on the server, and what arrives afterwards is ignored.
 */
import { toFailure } from '#renderer/api/failures.ts'
import type { Plan } from '#shared/contract/plan.ts'
import type { ExplainInput, StatementCheck } from '#shared/contract/postgres.ts'
import { Failure } from '#shared/failure.ts'
import {
  choicesForNewResult,
  idle,
  parametersToSend,
  statementOf,
  type PlanResult,
  type QueryDocument,
  type StatementDocument,
  type Task,
} from './documents.ts'
import { readPlanFile } from './plan-file.ts'
import type { QueryServices } from './services.ts'
import type { Suggestions } from './suggestions.ts'

/** How work sees the documents: one by id, and a change to it. */
export interface DocumentAccess {
  get: (id: string) => QueryDocument | undefined
  patch: (id: string, change: (document: QueryDocument) => QueryDocument) => void
}

export interface EffectsAnswer {
  /** The environment's name, typed, where its guard is `confirm`. */
  confirmation?: string
}

export interface QueryWork {
  /** Plans the statement, or runs it and measures. Asks first when running it has effects. */
  explain: (id: string, analyze: boolean) => Promise<void>
  /** Plans the statement with common values for its parameters where there are some. */
  explainFilled: (id: string) => Promise<void>
  /** The user has read what the statement does: run it. */
  acceptEffects: (id: string, answer: EffectsAnswer) => Promise<void>
  /** Reads a text as a plan; it stays with the document whatever becomes of it. */
  read: (id: string, text: string) => Promise<void>
  /** Loads a file into a plan document and reads it. */
  load: (id: string, file: Blob) => Promise<void>
  cancel: (id: string) => void
}

export function createWork(
  documents: DocumentAccess,
  services: QueryServices,
  suggestions: Suggestions,
): QueryWork {
  const controllers = new Map<string, AbortController>()

  /** Runs one piece of work to its end, whatever that is, and leaves the document saying so. */
  const perform = async (
    id: string,
    task: Task,
    phase: string,
    work: (signal: AbortSignal) => Promise<PlanResult | StatementCheck>,
  ): Promise<void> => {
    controllers.get(id)?.abort()
    const controller = new AbortController()
    controllers.set(id, controller)
    const started = documents.get(id)
    const sent = started?.kind === 'statement' ? statementOf(started) : null
    documents.patch(id, (document) => ({
      ...document,
      work: { kind: 'running', task, phase, startedAt: services.now() },
    }))
    try {
      const ended = await work(controller.signal)
      if (controller.signal.aborted) return
      documents.patch(id, (document) =>
        'plan' in ended
          ? withResult(document, ended)
          : { ...document, work: { kind: 'asking', check: ended } },
      )
    } catch (error) {
      if (controller.signal.aborted) return
      const failure = toFailure(error)
      documents.patch(id, (document) => ({
        ...document,
        work:
          // It was cancelled from the list of jobs.
          failure.code === 'CANCELLED' && document.work.kind === 'running'
            ? { kind: 'cancelled', task, afterMs: services.now() - document.work.startedAt }
            : { kind: 'failed', task, failure, sent },
      }))
    } finally {
      if (controllers.get(id) === controller) controllers.delete(id)
    }
  }

  const stream = async (
    id: string,
    input: ExplainInput,
    isPart: boolean,
    signal: AbortSignal,
  ): Promise<PlanResult> => {
    for await (const event of await services.explain(input, signal)) {
      if (event.type === 'plan') return { plan: event.plan, sql: input.sql, isPart, at: services.now() }
      if (signal.aborted) break
      documents.patch(id, (document) =>
        document.work.kind === 'running'
          ? { ...document, work: { ...document.work, phase: event.phase, backendPid: event.backendPid } }
          : document,
      )
    }
    throw new Failure('CONNECTION_LOST', 'The plan did not arrive: the answer ended before it.')
  }

  /** The document once its parameters are filled in, as far as the statistics go. */
  const filled = async (id: string, signal: AbortSignal): Promise<StatementDocument | undefined> => {
    documents.patch(id, (document) =>
      document.work.kind === 'running'
        ? { ...document, work: { ...document.work, phase: 'parameters' } }
        : document,
    )
    await suggestions.read(id, signal)
    const document = documents.get(id)
    return document?.kind === 'statement' ? document : undefined
  }

  const run = async (
    id: string,
    analyze: boolean,
    { accepted = null, fill = false }: { accepted?: EffectsAnswer | null; fill?: boolean } = {},
  ): Promise<void> => {
    const document = documents.get(id)
    if (document?.kind !== 'statement' || document.work.kind === 'running') return
    await perform(id, analyze ? 'analyze' : 'explain', 'checking', async (signal) => {
      const targetId = requireTarget(document)
      const sql = statementOf(document).text
      const check = await services.checkStatement(sql, signal)
      rememberCheck(documents, id, sql, check)
      if (analyze) {
        requireValues(document, check)
        if (!check.readOnly) {
          refuseOnReadOnly(services, targetId, check)
          if (accepted === null) return check
        }
      }
      const input: ExplainInput = { targetId, sql, analyze }
      const withValues = fill && check.parameters > 0 ? await filled(id, signal) : undefined
      const parameters = parametersToSend(withValues ?? document, check.parameters)
      if (parameters !== undefined) input.parameters = parameters
      if (document.statementTimeoutMs !== null) input.statementTimeoutMs = document.statementTimeoutMs
      if (accepted !== null) {
        input.acceptEffects = true
        if (accepted.confirmation !== undefined) input.confirmation = accepted.confirmation
      }
      return await stream(id, input, sql !== document.sql, signal)
    })
  }

  const readText = async (text: string, signal: AbortSignal): Promise<PlanResult> => {
    const plan: Plan = await services.readPlan(text, signal)
    return { plan, sql: null, isPart: false, at: services.now() }
  }

  return {
    explain: (id, analyze) => run(id, analyze),
    explainFilled: (id) => run(id, false, { fill: true }),
    acceptEffects: (id, answer) => run(id, true, { accepted: answer }),
    read: (id, text) => {
      documents.patch(id, (document) =>
        document.kind === 'plan' ? { ...document, text, lostCharacters: null } : document,
      )
      return perform(id, 'read', 'reading', (signal) => readText(text, signal))
    },
    load: (id, file) =>
      perform(id, 'load', 'loading', async (signal) => {
        const text = await readPlanFile(file, signal, (done) => {
          documents.patch(id, (document) =>
            document.work.kind === 'running'
              ? { ...document, work: { ...document.work, progress: { done, total: file.size } } }
              : document,
          )
        })
        documents.patch(id, (document) =>
          document.kind === 'plan' && document.work.kind === 'running'
            ? {
                ...document,
                text,
                lostCharacters: null,
                work: { ...document.work, phase: 'reading', progress: undefined },
              }
            : document,
        )
        return await readText(text, signal)
      }),
    cancel: (id) => {
      controllers.get(id)?.abort()
      controllers.delete(id)
      documents.patch(id, (document) => {
        if (document.work.kind === 'asking') return { ...document, work: idle }
        if (document.work.kind !== 'running') return document
        const { task, startedAt } = document.work
        return { ...document, work: { kind: 'cancelled', task, afterMs: services.now() - startedAt } }
      })
    },
  }
}

function withResult(document: QueryDocument, result: PlanResult): QueryDocument {
  return {
    ...document,
    work: idle,
    result,
    unread: null,
    choices: choicesForNewResult(document.choices),
    // A plan from elsewhere is looked at, not edited, once it could be read.
    editorOpen: document.kind === 'plan' ? false : document.editorOpen,
  }
}

function rememberCheck(documents: DocumentAccess, id: string, sql: string, check: StatementCheck): void {
  documents.patch(id, (document) =>
    document.kind === 'statement' ? { ...document, check: { kind: 'done', sql, check } } : document,
  )
}

function requireTarget(document: StatementDocument): string {
  if (document.sql.trim() === '') {
    throw new Failure('BAD_INPUT', 'There is no statement yet.', { hint: 'Write one SQL statement first.' })
  }
  if (document.targetId === null) {
    throw new Failure('BAD_INPUT', 'No Postgres is chosen to run this on.', {
      hint: 'Choose one at the left of the Explain buttons, or add one to the environment.',
    })
  }
  return document.targetId
}

function requireValues(document: StatementDocument, check: StatementCheck): void {
  if (check.parameters === 0 || document.useParameters) return
  const names = check.parameters === 1 ? '$1' : `$1 to $${check.parameters}`
  throw new Failure('BAD_INPUT', `Running this statement needs values for ${names}.`, {
    hint: 'Fill them in below the statement, or use Explain: it shows the generic plan without them.',
  })
}

function refuseOnReadOnly(services: QueryServices, targetId: string, check: StatementCheck): void {
  const where = services.guardOf(targetId)
  if (where?.guard !== 'read-only') return
  throw new Failure(
    'REFUSED',
    `The environment ${where.environment} is read-only, and this ${check.command} would run.`,
    { hint: 'Explain shows its plan without running it.' },
  )
}
