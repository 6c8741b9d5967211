import { DatabaseError } from 'pg'
import { failureFromPostgres } from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'

interface Circumstances {
  target: PostgresTarget
  timeouts: Timeouts
  /** Since the statement was sent. */
  elapsedMs: Milliseconds
  /** The user has cancelled. */
  cancelled: boolean
}

/** What went wrong with a statement of an open session, as a Failure. */
export function failureOf(error: unknown, circumstances: Circumstances): Failure {
  if (error instanceof Failure) return error
  const { target, timeouts, elapsedMs, cancelled } = circumstances
  if (cancelled) return new Failure('CANCELLED', 'Cancelled.', { cause: error })
  const sqlState = sqlStateOf(error)
  if (sqlState === undefined) {
    return new Failure('CONNECTION_LOST', `The connection to ${target.name} was lost while it worked.`, {
      hint: 'The server was stopped, crashed, or closed the connection. Its log says which; then try again.',
      cause: error,
    })
  }
  const facts = { sqlState }
  // 57014 and 55P03 have several causes, which only the text (in the server's language) and the time tell.
  if (sqlState === '57014') {
    return elapsedMs >= timeouts.statementTimeoutMs * 0.9
      ? new Failure('TIMEOUT', `The statement took longer than ${seconds(timeouts.statementTimeoutMs)}.`, {
          hint: 'Raise the statement timeout (statement_timeout) in the settings or for this run, or make the statement smaller.',
          facts: { ...facts, setting: 'statement_timeout' },
          cause: error,
        })
      : new Failure('SERVER_ERROR', 'Somebody else cancelled the statement on the server.', {
          hint: 'An administrator or a watchdog called pg_cancel_backend, or the server replays a conflicting change.',
          facts,
          cause: error,
        })
  }
  if (sqlState === '55P03' && elapsedMs >= timeouts.lockTimeoutMs * 0.9) {
    return new Failure('TIMEOUT', `It waited longer than ${seconds(timeouts.lockTimeoutMs)} for a lock.`, {
      hint: 'Another transaction holds it: see pg_locks and pg_blocking_pids. Or raise the lock timeout (lock_timeout) in the settings.',
      facts: { ...facts, setting: 'lock_timeout' },
      cause: error,
    })
  }
  if (sqlState === '25P04') {
    return new Failure('TIMEOUT', "The server's own transaction_timeout ended the run.", {
      hint: 'It is set for this role, database or server; raise it there (transaction_timeout).',
      facts: { ...facts, setting: 'transaction_timeout' },
      cause: error,
    })
  }
  if (sqlState === '25006') {
    return new Failure('REFUSED', 'The statement tried to write, and was run in a READ ONLY transaction.', {
      hint: `The server said: ${messageOf(error)}. Something in it writes that its text does not show.`,
      facts,
      cause: error,
    })
  }
  const failure = failureFromPostgres(error, target)
  if (sqlState !== '42P18') return failure
  return new Failure(failure.code, failure.message, {
    hint: 'Say its type with a cast, for example $1::int.',
    facts: failure.facts,
    cause: error,
  })
}

/** SQLSTATE of an error that the server sent; what has none is a socket's, or the driver's word of its loss. */
function sqlStateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function seconds(time: Milliseconds): string {
  return time < 1000 ? `${time} ms` : `${Number((time / 1000).toFixed(1))} s`
}
