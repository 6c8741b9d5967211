/**
 * The expected failures of Pitwall: what went wrong, in one sentence for people, with a hint what to
 * try. Domains throw a {@link Failure}; the router turns it into a typed error of the contract, the
 * terminal into one line on standard error. Anything else that is thrown is a defect and is logged
 * and shown as such.
 */
export const failureCodes = {
  BAD_INPUT: 400,
  NOT_FOUND: 404,
  /** A guard, a missing confirmation or a safety rule says no. */
  REFUSED: 403,
  AUTHENTICATION: 401,
  PERMISSION: 403,
  UNREACHABLE: 502,
  TLS: 502,
  /** The server went away in the middle of the work. */
  CONNECTION_LOST: 502,
  /** The server understood and said no: a SQL error, a Redis error reply. */
  SERVER_ERROR: 422,
  UNSUPPORTED: 422,
  TIMEOUT: 504,
  CANCELLED: 499,
  /** A defect of Pitwall itself, as the other side of the contract shows it. Never thrown by a domain. */
  UNEXPECTED: 500,
} as const

export type FailureCode = keyof typeof failureCodes

export interface FailureDetails {
  /** What to try, one sentence. */
  hint?: string | undefined
  /** Machine-readable facts: `position` in the SQL, `sqlState`, the environment's name… */
  facts?: Record<string, string | number | boolean> | undefined
  cause?: unknown
}

export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly hint: string | undefined
  readonly facts: Record<string, string | number | boolean>

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.facts = details.facts ?? {}
  }
}

/** Throws a CANCELLED failure when the signal has fired. */
export function throwIfCancelled(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw new Failure('CANCELLED', 'Cancelled.')
}
