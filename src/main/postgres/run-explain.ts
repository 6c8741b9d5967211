import type { ExplainEvent, ExplainInput } from '#shared/contract/postgres.ts'
import type { Plan } from '#shared/contract/plan.ts'
import { Failure } from '#shared/failure.ts'
import { explainPrefix, GENERIC_PLAN_SINCE } from './explain-command.ts'
import { planFromText } from './explain/index.ts'
import { allowRun } from './guard.ts'
import type { PostgresTarget, Timeouts } from './postgres-target.ts'
import { type Report, withProgress } from './progress.ts'
import { type Session, withSession } from './session/session.ts'
import { placeAt, utf16Offset } from './statement/place.ts'
import { readStatement, type Statement } from './statement/statement.ts'
import { lookUpEffects } from './statement/unseen.ts'

/** What to explain and how; the target is given beside it. */
type ExplainRequest = Omit<ExplainInput, 'targetId'>

/**
 * Explains a statement on the target, with progress on the way and the plan at the end. With `analyze`
 * the statement is run in a transaction that is rolled back; see `allowRun` for what is refused.
 *
 * Throws a Failure: BAD_INPUT for the text, the parameters or a statement without a plan, REFUSED by
 * the guard, and what connecting and running throw. `position`, `line` and `column` of a SQL error
 * are places of the text given.
 */
export async function* explainStatement(
  target: PostgresTarget,
  request: ExplainRequest,
  timeouts: Timeouts,
  signal?: AbortSignal,
): AsyncGenerator<ExplainEvent> {
  const statement = await readStatement(request.sql, signal)
  refuseWhatHasNoPlan(statement)
  checkParameters(statement, request)
  if (request.analyze) allowRun(target, statement.check, request)
  const plan = yield* withProgress(signal, async (report, signal) => {
    return await explain(target, statement, request, timeouts, report, signal)
  })
  yield { type: 'plan', plan }
}

async function explain(
  target: PostgresTarget,
  statement: Statement,
  request: ExplainRequest,
  settings: Timeouts,
  report: Report,
  signal: AbortSignal,
): Promise<Plan> {
  const timeouts = {
    connectTimeoutMs: settings.connectTimeoutMs,
    statementTimeoutMs: request.statementTimeoutMs ?? settings.statementTimeoutMs,
    lockTimeoutMs: settings.lockTimeoutMs,
  }
  report('connecting')
  const explained = await withSession(target, timeouts, signal, async (session) => {
    report('planning', session.backendPid)
    if (request.analyze) await allowWhatCatalogueKnows(session, target, statement, request, signal)
    await turnOnIoTiming(session)
    if (request.analyze) report('running')
    return { ...(await runExplain(session, statement, request)), serverVersion: session.serverVersion }
  })
  report('reading')
  const plan = await planFromText(explained.text, signal)
  return {
    ...plan,
    sql: statement.text.trim(),
    serverVersion: explained.serverVersion,
    notes: [...plan.notes, ...explained.notes],
  }
}

function refuseWhatHasNoPlan({ refusal, check }: Statement): void {
  if (refusal === undefined) return
  throw new Failure('BAD_INPUT', `There is no plan for ${check.command}.`, { hint: refusal })
}

function checkParameters({ check }: Statement, { parameters, analyze }: ExplainRequest): void {
  const wanted = check.parameters
  const given = parameters?.length ?? 0
  if (given > 0 && given !== wanted) {
    throw new Failure('BAD_INPUT', `The statement takes ${counted(wanted)}, and ${given} were given.`, {
      hint:
        wanted === 0
          ? 'Give none, or write $1, $2… where they belong.'
          : 'Give one value for each of $1, $2….',
      facts: { parameters: wanted, given },
    })
  }
  if (analyze && wanted > 0 && given === 0) {
    throw new Failure(
      'BAD_INPUT',
      `The statement takes ${counted(wanted)}, and running it needs their values.`,
      {
        hint: 'Give the values, or explain it without running it to see its generic plan.',
        facts: { parameters: wanted },
      },
    )
  }
}

function counted(parameters: number): string {
  if (parameters === 0) return 'no parameters'
  return parameters === 1 ? 'one parameter' : `${parameters} parameters`
}

/** The guard once more, now with what only the catalogue tells; then the transaction that it allows. */
async function allowWhatCatalogueKnows(
  session: Session,
  target: PostgresTarget,
  { check, contents }: Statement,
  request: ExplainRequest,
  signal: AbortSignal,
): Promise<void> {
  const unseen = await lookUpEffects(session, contents, signal)
  const readOnly = check.readOnly && unseen.readOnly
  const warnings = [...check.warnings, ...unseen.warnings]
  allowRun(target, { command: check.command, readOnly, warnings }, request)
  if (!readOnly) await session.restart('READ WRITE')
}

/** I/O times are measured where the role may ask for them. Asked first: a refusal would stand in the server's log. */
async function turnOnIoTiming(session: Session): Promise<void> {
  const mayChange =
    session.versionNumber >= 150_000
      ? `has_parameter_privilege('track_io_timing', 'SET')`
      : `current_setting('is_superuser') = 'on'`
  await session.attempt(`SELECT set_config('track_io_timing', 'on', true) WHERE ${mayChange}`)
}

interface Explained {
  /** The server's JSON. */
  text: string
  notes: string[]
}

async function runExplain(
  session: Session,
  statement: Statement,
  request: ExplainRequest,
): Promise<Explained> {
  const { analyze, parameters } = request
  const isGeneric = statement.check.parameters > 0 && (parameters?.length ?? 0) === 0
  const ownOption = isGeneric && session.versionNumber >= GENERIC_PLAN_SINCE
  const prefix = explainPrefix(session.versionNumber, { analyze, genericPlan: ownOption })
  const notes = statement.hadExplain
    ? ['The text was an EXPLAIN: Pitwall took the statement in it and put its own options in front.']
    : []
  if (!isGeneric) {
    const rows = await placed(
      request.sql,
      statement,
      prefix,
      async (sql) => await session.run(sql, parameters),
    )
    return { text: textOf(rows), notes }
  }
  notes.push(genericNote)
  if (ownOption) {
    // The extended protocol would want values for $1, $2…; the simple one leaves them as they are.
    const rows = await placed(request.sql, statement, prefix, session.runSimple)
    return { text: textOf(rows), notes }
  }
  return {
    text: await explainPrepared(session, statement, request.sql, prefix),
    notes: [...notes, pruningNote],
  }
}

const genericNote =
  'This is the generic plan, made without values for the parameters: the server does not know how many rows they match, cannot use partial indexes that depend on them, and cannot leave out partitions while planning. With values the plan can be another.'
const pruningNote =
  'This server (older than 16) plans the parameters as NULL: partitions that only a value would choose are all left out.'

const preparable = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE']

/** Before Postgres 16 a generic plan is that of a prepared statement that is told to use no other. */
async function explainPrepared(
  session: Session,
  statement: Statement,
  sql: string,
  prefix: string,
): Promise<string> {
  if (!preparable.includes(statement.check.command)) {
    throw new Failure('BAD_INPUT', `${statement.check.command} takes no parameters.`, {
      hint: 'Explain the query in it, or write values in place of $1, $2….',
    })
  }
  await placed(sql, statement, 'PREPARE pitwall_explain AS ', async (text) => await session.run(text))
  await session.run('SET LOCAL plan_cache_mode = force_generic_plan')
  const nulls = Array.from({ length: statement.check.parameters }, () => 'NULL').join(', ')
  return textOf(await session.run(`${prefix}EXECUTE pitwall_explain(${nulls})`))
}

function textOf(rows: (string | null)[][]): string {
  return rows.map(([line]) => line ?? '').join('\n')
}

/** Runs the statement behind a prefix, and turns the place of an error into one of the text given. */
async function placed<T>(
  given: string,
  { text, offset }: Statement,
  prefix: string,
  run: (sql: string) => Promise<T>,
): Promise<T> {
  try {
    return await run(prefix + text)
  } catch (error) {
    if (!(error instanceof Failure) || typeof error.facts['position'] !== 'number') throw error
    const inText = utf16Offset(text, error.facts['position'] - 1 - prefix.length)
    const place = placeAt(given, offset + inText)
    throw new Failure(error.code, error.message, {
      hint: error.hint,
      facts: { ...error.facts, ...place },
      cause: error.cause,
    })
  }
}
