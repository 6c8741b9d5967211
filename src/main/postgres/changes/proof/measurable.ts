import type { Proof } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { readStatement } from '../../statement/statement.ts'
import { lookUpEffects } from '../../statement/unseen.ts'

/** A statement that reads alone and has all its values. */
export interface Measurable {
  given: Runnable
  /** To put behind EXPLAIN. */
  text: string
  parameters: (string | null)[] | undefined
  /** The values are ours. */
  filled: boolean
}

export type Skipped = Proof['skipped'][number]

/** Fills `$1`, `$2`… of a statement that came without values; undefined where it finds none. */
export type ValuesFor = (sql: string) => Promise<(string | null)[] | undefined>

/**
 * Parts the statements into those that can be run any number of times without an effect and the others
 * with the reason. Fails only as the session does when it is lost or cancelled.
 */
export async function findMeasurable(
  session: Session,
  statements: readonly Runnable[],
  valuesFor: ValuesFor | undefined,
  signal: AbortSignal | undefined,
): Promise<{ measurable: Measurable[]; skipped: Skipped[] }> {
  const measurable: Measurable[] = []
  const skipped: Skipped[] = []
  for (const given of statements) {
    const answer = await tryOut(async () => await examine(session, given, valuesFor, signal), signal)
    if (answer instanceof Failed) {
      skipped.push({ sql: given.sql, reason: answer.reason })
      await session.restart('READ ONLY')
    } else measurable.push(answer)
  }
  return { measurable, skipped }
}

async function examine(
  session: Session,
  given: Runnable,
  valuesFor: ValuesFor | undefined,
  signal: AbortSignal | undefined,
): Promise<Measurable | Failed> {
  const { check, contents, text, refusal } = await readStatement(given.sql, signal)
  if (refusal !== undefined) return new Failed(refusal)
  if (!check.readOnly) {
    return new Failed(`This ${check.command} does more than read: ${titles(check.warnings)}.`)
  }
  const unseen = await lookUpEffects(session, contents, signal)
  if (!unseen.readOnly) return new Failed(`It may do more than read: ${titles(unseen.warnings)}.`)

  const wanted = check.parameters
  if (wanted === 0) return { given, text, parameters: undefined, filled: false }
  const parameters = given.parameters ?? (await valuesFor?.(given.sql))
  if (parameters?.length === wanted) {
    return { given: { ...given, parameters }, text, parameters, filled: given.parameters === undefined }
  }
  return new Failed(
    given.parameters === undefined
      ? 'It has parameters ($1…), and there are no values to run it with. Give the values.'
      : `It takes ${wanted === 1 ? 'one parameter' : `${wanted} parameters`}, and ${given.parameters.length} were given.`,
  )
}

function titles(warnings: { title: string }[]): string {
  return warnings.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)).join('; ')
}

/** What befalls one statement and leaves the server there. The rest ends the measuring. */
const ofTheStatement: ReadonlySet<string> = new Set([
  'BAD_INPUT',
  'REFUSED',
  'PERMISSION',
  'SERVER_ERROR',
  'UNSUPPORTED',
  'TIMEOUT',
  'NOT_FOUND',
])

/** Why something could not be measured. */
export class Failed {
  /** One sentence. */
  readonly reason: string
  readonly timedOut: boolean

  constructor(reason: string, timedOut = false) {
    this.reason = reason
    this.timedOut = timedOut
  }
}

/** The work's answer, or why it failed. Throws when nothing more can be measured. */
export async function tryOut<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | Failed> {
  try {
    return await work()
  } catch (error) {
    throwIfCancelled(signal)
    if (!(error instanceof Failure) || !ofTheStatement.has(error.code)) throw error
    return new Failed(error.message, error.code === 'TIMEOUT')
  }
}
