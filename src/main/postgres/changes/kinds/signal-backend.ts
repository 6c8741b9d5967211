import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { defineKind, neverUndone } from '../kind.ts'
import type { SignalBackend } from '../known-change.ts'
import { calledFunction } from './called-function.ts'

const beforeSchema = z.object({ startedAt: z.string().nullable(), who: z.string() })

const notes = {
  'cancel-backend': 'What was cancelled is rolled back by the server; it can only be sent again.',
  'terminate-backend': 'A session that was ended does not come back; its open transaction is rolled back.',
}

const functions: Record<string, SignalBackend['kind']> = {
  pg_cancel_backend: 'cancel-backend',
  pg_terminate_backend: 'terminate-backend',
}

/** SELECT pg_cancel_backend(pid) and pg_terminate_backend(pid). */
export const signalBackend = defineKind<SignalBackend, z.infer<typeof beforeSchema>>({
  kinds: ['cancel-backend', 'terminate-backend'],
  form: 'SELECT pg_cancel_backend(pid) or pg_terminate_backend(pid)',
  waitsForLocks: false,
  onStandby: true,
  before: beforeSchema,
  ...neverUndone,

  read(statement, { sql, comments }) {
    const call = calledFunction(statement)
    const kind = call && functions[call.name]
    if (!kind) return undefined
    const [pid] = call.numbers
    if (pid === undefined) {
      throw new Failure('BAD_INPUT', 'The number of the server process has to stand in the statement.', {
        hint: 'For example SELECT pg_cancel_backend(12345).',
      })
    }
    const verb = kind === 'cancel-backend' ? 'Cancel the statement of' : 'End'
    return {
      kind,
      title: `${verb} server process ${pid}`,
      sql,
      notes: [],
      pid,
      startedAt: startOf(comments),
    }
  },

  async plan(session, change) {
    const backend = await backendOf(session, change.pid)
    if (!backend) {
      throw new Failure('NOT_FOUND', `There is no server process ${change.pid} any more.`, {
        hint: 'It has ended by itself: there is nothing to do.',
      })
    }
    const { startedAt, who } = backend
    if (change.startedAt !== undefined && startedAt !== null && !isSameMoment(startedAt, change.startedAt)) {
      throw new Failure(
        'REFUSED',
        `Server process ${change.pid} is another one now: its number was used again.`,
        {
          hint: 'The one that was meant has ended: there is nothing to do.',
        },
      )
    }
    const note = notes[change.kind]
    const isChecked = change.startedAt !== undefined && startedAt !== null
    return {
      statements: [change.sql],
      undo: { sql: null, note },
      warnings: [
        ...change.notes,
        `It is ${who}.`,
        note,
        ...(isChecked ? [] : ['Whether it is still the process that was meant could not be checked.']),
      ],
      before: { startedAt, who },
    }
  },

  async look(session, change, before, ending) {
    const note = notes[change.kind]
    const done = { state: 'done', undo: { sql: null, note }, made: {} } as const
    if (ending.how === 'succeeded') {
      return ending.rows[0]?.[0] === 't'
        ? { ...done, message: `Sent to ${before.who}.` }
        : { state: 'nothing', message: 'The process had ended by itself.' }
    }
    if (ending.how === 'failed') return { state: 'nothing' }
    const now = await backendOf(session, change.pid)
    const isGone = !now || now.startedAt !== before.startedAt
    return isGone && change.kind === 'terminate-backend'
      ? { ...done, message: 'The process is not there any more.' }
      : { state: 'nothing', message: 'Whether the process was told is not known.' }
  },
})

/** `started 1732100000.123456` in a comment of the statement. */
function startOf(comments: readonly string[]): string | undefined {
  for (const comment of comments) {
    const match = /\bstarted\s+(\d+(?:\.\d+)?)/.exec(comment)
    if (match) return match[1]
  }
  return undefined
}

/** Servers print microseconds, older ones as a binary fraction. */
function isSameMoment(one: string, other: string): boolean {
  return Math.abs(Number(one) - Number(other)) < 0.001
}

async function backendOf(
  session: Session,
  pid: number,
): Promise<{ startedAt: string | null; who: string } | undefined> {
  const [row] = await session.run(
    `SELECT extract(epoch FROM backend_start), usename, application_name, state
      FROM pg_stat_activity WHERE pid = $1::int`,
    [String(pid)],
  )
  if (!row) return undefined
  // Not its statement: that may hold what must not come into the ledger.
  const [startedAt, role, application, state] = row
  const named = [role ?? 'a process of the server itself', application ? `(${application})` : '']
  const doing = state === null || state === undefined ? '' : `, ${state}`
  return { startedAt: startedAt ?? null, who: `${named.filter((part) => part !== '').join(' ')}${doing}` }
}
