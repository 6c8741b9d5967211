/** What goes between the page and the worker of a profile: questions, answers, and what a question is worth waiting for. */
import { Failure, type FailureCode } from '#shared/failure.ts'
import type { ProfileWork, WorkName } from './work.ts'

/** From the page. A question that is not asked any more is cancelled by its id. */
export type Question =
  | { [Name in WorkName]: { id: number; work: Name; input: ProfileWork[Name]['input'] } }[WorkName]
  | { cancel: number }

/** To the page: any number of tellings, then one answer. */
export type Reply =
  | { id: number; kind: 'told'; value: unknown }
  | { id: number; kind: 'answer'; value: unknown }
  | { id: number; kind: 'failed'; failure: FailureOnWire }
  /** A defect: what was thrown, as text. */
  | { id: number; kind: 'broke'; message: string }

export interface FailureOnWire {
  code: FailureCode
  message: string
  hint: string | undefined
  facts: Record<string, string | number | boolean>
}

export function toWire(
  error: unknown,
): Pick<Extract<Reply, { kind: 'failed' }>, 'kind' | 'failure'> | { kind: 'broke'; message: string } {
  const failure = error instanceof RangeError && isOutOfMemory(error) ? tooLarge(error) : error
  if (failure instanceof Failure) {
    const { code, message, hint, facts } = failure
    return { kind: 'failed', failure: { code, message, hint, facts } }
  }
  return { kind: 'broke', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

export function fromWire({ code, message, hint, facts }: FailureOnWire): Failure {
  return new Failure(code, message, { hint, facts })
}

/** What V8 says when an array or a string does not fit. */
function isOutOfMemory({ message }: RangeError): boolean {
  return /allocation failed|array (buffer )?length|string length/i.test(message)
}

function tooLarge(cause: RangeError): Failure {
  return new Failure('UNSUPPORTED', 'This profile does not fit into memory.', {
    hint: 'Record for a shorter time or less often, or close other profiles.',
    cause,
  })
}

/**
 * The buffers of an answer, to be handed over rather than copied. An answer must own them: what the
 * worker keeps is copied before.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  const pending: unknown[] = [value]
  for (let at = pending.pop(); at !== undefined || pending.length > 0; at = pending.pop()) {
    if (typeof at !== 'object' || at === null) continue
    if (ArrayBuffer.isView(at)) {
      if (at.buffer instanceof ArrayBuffer) found.add(at.buffer)
    } else if (Array.isArray(at)) {
      // Texts and numbers stand in lists of their own, which may be long.
      if (typeof at[0] === 'object') pending.push(...(at as unknown[]))
    } else {
      pending.push(...Object.values(at))
    }
  }
  return [...found]
}
