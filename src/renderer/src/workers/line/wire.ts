/**
 * What goes between the page and a worker: questions, what is told on the way, answers. Each worker has
 * a table of its works, from the name of one to its input, what it tells and its answer.
 */
import { Failure, type FailureCode } from '#shared/failure.ts'

/** One kind of work: what the page asks, what it hears before the answer, the answer. Plain data. */
export interface Work {
  input: unknown
  told: unknown
  answer: unknown
}
export type Works<Table> = Record<keyof Table, Work>

/** From the page. A question that is not asked any more is cancelled by its id. */
export type Question<Table extends Works<Table>> = Asking<Table> | { cancel: number }
export type Asking<Table extends Works<Table>> = {
  [Name in keyof Table]: { id: number; work: Name; input: Table[Name]['input'] }
}[keyof Table]

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
): { kind: 'failed'; failure: FailureOnWire } | { kind: 'broke'; message: string } {
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
  return new Failure('UNSUPPORTED', 'This file does not fit into memory.', {
    hint: 'Close other files, or look at one that was taken earlier.',
    cause,
  })
}
