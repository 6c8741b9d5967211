import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import type { TextRow } from '../session/connection.ts'
import { withOutside } from '../session/outside.ts'
import type { ProgressView } from './kind.ts'
import { type Report, watchBackend } from './watch.ts'

/** A server process that runs a change, as the ledger knows it. */
export interface ChangeBackend {
  pid: number
  /** Null where it is hidden. */
  startedAt: string | null
}

export interface Sending {
  changeId: string
  statements: readonly string[]
  view: ProgressView | undefined
  phase: 'running' | 'cleaning up'
  /** Without a limit where absent. */
  lockTimeoutMs?: Milliseconds | undefined
  statementTimeoutMs?: Milliseconds | undefined
  /** Told before the first statement is sent. */
  onBackend?: (backend: ChangeBackend) => void
  onIndex?: (oid: string) => void
}

/** What `pg_stat_activity` shows of the process that runs a change. */
export function applicationNameOf(changeId: string): string {
  return `pitwall change ${changeId}`
}

/** Runs the statements outside a transaction, telling how far they are. The answer of the first. */
export async function sendStatements(
  target: PostgresTarget,
  sending: Sending,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  report: Report,
): Promise<TextRow[]> {
  const { lockTimeoutMs, statementTimeoutMs, phase, view, onIndex } = sending
  const options = {
    applicationName: applicationNameOf(sending.changeId),
    access: 'changing',
    ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
    ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
  } as const
  return await withOutside(target, timeouts, signal, options, async (outside) => {
    const { backendPid } = outside
    sending.onBackend?.({ pid: backendPid, startedAt: outside.backendStartedAt ?? null })
    report({ phase, backendPid })
    const ended = new AbortController()
    const watched = { backendPid, view, phase, ...(onIndex ? { onIndex } : {}) }
    const watching = watchBackend(target, timeouts, watched, ended.signal, report)
    try {
      let first: TextRow[] | undefined
      for (const statement of sending.statements) {
        const rows = await outside.run(statement).catch(sayReadOnly)
        first ??= rows
      }
      return first ?? []
    } finally {
      ended.abort()
      await watching
    }
  })
}

/** No READ ONLY transaction was begun here: the role or the database is set so. */
function sayReadOnly(error: unknown): never {
  if (!(error instanceof Failure) || error.facts['sqlState'] !== READ_ONLY) throw error
  throw new Failure('PERMISSION', 'This role or this database is set to read only on the server.', {
    hint: 'default_transaction_read_only is on for it: connect as a role that may write.',
    facts: error.facts,
    cause: error,
  })
}

const READ_ONLY = '25006'

/** Is the process still there that ran the change? */
export async function isStillThere(
  target: PostgresTarget,
  changeId: string,
  backend: ChangeBackend,
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<boolean> {
  const options = { applicationName: 'pitwall', access: 'reading', statementTimeoutMs: 5000 } as const
  return await withOutside(target, timeouts, signal, options, async (outside) => {
    const [row] = await outside.run(asksForIt, valuesOf(changeId, backend))
    return row !== undefined
  })
}

/** The number alone may be another process's by now. Hidden columns (another role's) are taken as right. */
const asksForIt = `SELECT pid FROM pg_stat_activity WHERE pid = $1::int
  AND coalesce(application_name, '') IN ('', $2)
  AND ($3::numeric IS NULL OR backend_start IS NULL
    OR abs(extract(epoch FROM backend_start)::numeric - $3::numeric) < 0.001)`

function valuesOf(changeId: string, { pid, startedAt }: ChangeBackend): (string | null)[] {
  return [String(pid), applicationNameOf(changeId), startedAt]
}

/** A process that has not ended by itself by then is told to. */
const GRACE: Milliseconds = 1000
/** Then this long until it is given up. */
const PATIENCE: Milliseconds = 10_000

/**
 * Sees to it that the process that ran a change is gone: a lost connection is noticed by the server
 * late, and what the process has begun must not be cleaned up under its hands. False where it stays.
 */
export async function endBackend(
  target: PostgresTarget,
  changeId: string,
  backend: ChangeBackend,
  timeouts: Timeouts,
): Promise<boolean> {
  const options = { applicationName: 'pitwall', access: 'reading', statementTimeoutMs: 5000 } as const
  return await withOutside(target, timeouts, undefined, options, async (outside) => {
    const startedAt = performance.now()
    for (;;) {
      const [row] = await outside.run(asksForIt, valuesOf(changeId, backend))
      if (!row) return true
      const waited = performance.now() - startedAt
      if (waited > PATIENCE) return false
      if (waited > GRACE) await outside.run('SELECT pg_terminate_backend($1::int)', [String(backend.pid)])
      await sleep(50)
    }
  })
}
