import * as z from 'zod'
import type { Entry, Facts, Ledger, NewEvent } from '#main/changes/index.ts'
import type { Change } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { withSession } from '../session/session.ts'
import type { Found } from './kind.ts'
import { nothingLeft } from './outcome.ts'
import { kindOf, readChange } from './read-change.ts'
import { applicationNameOf, type ChangeBackend, isStillThere } from './run.ts'

/**
 * Looks what became of the changes that were interrupted on a target, and writes it into the ledger.
 * Changes nothing on the server. A change that another Pitwall works on is left to it. Gives the
 * changes looked at as they are now.
 *
 * Throws what connecting throws.
 */
export async function settleChanges(
  ledger: Ledger,
  target: PostgresTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<Change[]> {
  const settled: Change[] = []
  for (const { id } of ledger.unfinished(target)) {
    try {
      using claim = ledger.claim(id)
      await settleEntry(ledger, claim.id, target, timeouts, signal)
    } catch (error) {
      // Two workbenches look at the same time: the other's answer is as good.
      if (!(error instanceof Failure) || error.code !== 'REFUSED') throw error
    }
    settled.push(ledger.get(id))
  }
  return settled
}

/** {@link settleChanges} for one change, by whoever has claimed it. */
export async function settleEntry(
  ledger: Ledger,
  id: string,
  target: PostgresTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const entry = ledger.entry(id)
  const { given, before, made, backend } = factsOf(entry)
  if (backend && (await isStillThere(target, id, backend, timeouts, signal))) {
    const event = stillRunning(entry, backend)
    // It is looked at often; what is known already is not written again.
    if (entry.events.at(-1)?.message !== event.message) ledger.append(id, event)
    return
  }
  const change = await readChange(given, signal)
  const kind = kindOf(change)
  const isUndo = entry.doing === 'undoing'
  const found = await withSession(target, timeouts, signal, async (session) =>
    isUndo
      ? await kind.lookUndo(session, change, made)
      : await kind.look(session, change, before, { how: 'unknown', since: entry.at / 1000 }),
  )
  ledger.append(id, isUndo ? ofUndo(found, entry) : ofApplying(found))
}

/** What the changes of this room remember in the ledger. */
const factsSchema = z.object({
  /** The statement that the change is read from. */
  given: z.string(),
  /** What the plan saw. */
  before: z.record(z.string(), z.json()),
  /** What the change made. */
  made: z.record(z.string(), z.json()).default({}),
  backend: z.object({ pid: z.number(), startedAt: z.string().nullable() }).optional(),
})

interface ChangeFacts {
  given: string
  before: Facts
  made: Facts
  backend?: ChangeBackend | undefined
}

export function factsOf(entry: Entry): ChangeFacts {
  return factsSchema.parse(entry.facts)
}

function stillRunning({ id, doing }: Entry, { pid }: ChangeBackend): NewEvent {
  return {
    status: 'interrupted',
    message: `The server still works on it: process ${pid}, ${applicationNameOf(id)}.`,
    hint: `Wait until it has ended and look again, or cancel the process; what is left can then be ${doing === 'undoing' ? 'undone again' : 'undone'}.`,
  }
}

function ofApplying(found: Found): NewEvent {
  switch (found.state) {
    case 'done':
      return {
        status: 'applied',
        message: ['Pitwall ended in the middle of it, and the server has done it to the end.', found.message]
          .filter((part) => part !== undefined)
          .join(' '),
        undo: found.undo,
        facts: { made: found.made },
      }
    case 'left':
      return {
        status: 'partial',
        message: `It was interrupted. ${found.message}`,
        hint: 'Undo takes away what is left; then it can be applied again.',
        undo: found.undo,
        facts: { made: found.made },
      }
    case 'nothing':
      return {
        status: 'failed',
        message: 'It was interrupted, and nothing of it is left on the server.',
        hint: found.message ?? 'It can be applied again.',
        undo: nothingLeft,
      }
  }
}

function ofUndo(found: Found, entry: Entry): NewEvent {
  switch (found.state) {
    case 'done':
      return {
        status: 'undone',
        message: 'Pitwall ended in the middle of the undo, and the server has done it to the end.',
        undo: { sql: null, note: 'It is undone.' },
      }
    case 'left':
      return {
        status: 'partial',
        message: `Its undo was interrupted. ${found.message}`,
        hint: 'Undo it again.',
        undo: found.undo,
        facts: { made: found.made },
      }
    case 'nothing': {
      const former = entry.events.findLast(({ status }) => status === 'applied' || status === 'partial')
      return {
        status: former?.status ?? 'applied',
        message: 'Its undo was interrupted, and all is as it was before.',
        hint: 'Undo it again.',
      }
    }
  }
}
