/**
 * Preview: what a change would do before it is made. Its exact statements and its undo come from the
 * kinds of changes; from here come the locks with what they mean for others, who stands in the way now,
 * the disk it needs, what else to know, and why it would be refused. All is read in one READ ONLY
 * transaction, and what the role may not see is said instead of shown.
 */
import { allowChange } from '#main/changes/index.ts'
import type { ChangePreview } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../../postgres-target.ts'
import { type Session, withSession } from '../../session/session.ts'
import type { KnownChange, PlannedChange } from '../known-change.ts'
import { planChange } from '../plan-change.ts'
import { readChange } from '../read-change.ts'
import { type Aspects, together } from './aspects.ts'
import { looks } from './looks.ts'
import { ifAllowed, readServerFacts } from './server.ts'

/** A preview is of no use when it is late. */
const LONGEST_QUERY: Milliseconds = 10_000
/** Nothing here is worth waiting for a lock. */
const LONGEST_LOCK: Milliseconds = 500

/**
 * What the statement would do on the target; changes nothing. What the server or the guard would refuse
 * is the preview's `refusal`. Throws a Failure: BAD_INPUT for a text that is no change, and what
 * connecting throws.
 */
export async function previewChange(
  target: PostgresTarget,
  sql: string,
  settings: Timeouts,
  signal?: AbortSignal,
): Promise<ChangePreview> {
  const change = await readChange(sql, signal)
  const timeouts = {
    connectTimeoutMs: settings.connectTimeoutMs,
    statementTimeoutMs: Math.min(settings.statementTimeoutMs, LONGEST_QUERY),
    lockTimeoutMs: Math.min(settings.lockTimeoutMs, LONGEST_LOCK),
  }
  return await withSession(target, timeouts, signal, async (session) => {
    const planned = await plan(session, change)
    const aspects = await look(session, change)
    const refusal = guardRefusal(target) ?? planned.refusal ?? aspects.refusal
    return {
      kind: change.kind,
      title: change.title,
      statements: planned.statements,
      undoSql: planned.undo.sql?.join(';\n') ?? null,
      ...(planned.undo.note === undefined ? {} : { undoNote: planned.undo.note }),
      locks: aspects.locks,
      blockers: aspects.blockers,
      diskBytes: aspects.diskBytes,
      ...(aspects.diskNote === undefined ? {} : { diskNote: aspects.diskNote }),
      warnings: [...new Set([...planned.warnings, ...aspects.warnings])],
      ...(refusal ? { refusal } : {}),
      needsConfirmation: target.environment.guard === 'confirm',
    }
  })
}

type Planned = PlannedChange & { refusal?: ChangePreview['refusal'] }

/** The plan, or, where the catalogue tells that there can be none, why. */
async function plan(session: Session, change: KnownChange): Promise<Planned> {
  try {
    return await planChange(session, change)
  } catch (error) {
    if (!(error instanceof Failure) || !foreseen.has(error.code)) throw error
    await session.restart('READ ONLY')
    return {
      statements: [change.sql],
      undo: { sql: null },
      warnings: change.notes,
      refusal: refusalOf(error),
    }
  }
}

const foreseen: ReadonlySet<string> = new Set([
  'REFUSED',
  'NOT_FOUND',
  'BAD_INPUT',
  'PERMISSION',
  'UNSUPPORTED',
  'SERVER_ERROR',
])

async function look(session: Session, change: KnownChange): Promise<Aspects> {
  const server = await readServerFacts(session)
  return together([
    await ifAllowed(session, async () => await looks(session, change, server), {
      warnings: [
        'Locks, blockers and disk could not be looked up: the server refused a query on its catalogue to this role.',
      ],
    }),
  ])
}

/** A missing confirmation is no refusal: it is asked for. */
function guardRefusal(target: PostgresTarget): ChangePreview['refusal'] {
  try {
    allowChange(target, target.environment.name)
    return undefined
  } catch (error) {
    if (error instanceof Failure) return refusalOf(error)
    throw error
  }
}

function refusalOf({ message, hint }: Failure): NonNullable<ChangePreview['refusal']> {
  return hint === undefined ? { message } : { message, hint }
}
