import { Failure } from '#shared/failure.ts'
import type { Session } from '../session/session.ts'
import type { Plan } from './kind.ts'
import type { KnownChange } from './known-change.ts'
import { kindOf, refusePasswords } from './read-change.ts'

/**
 * What a change would be on this server: its exact statements and how it would be taken back. Changes
 * nothing. Throws a Failure where the catalogue already tells that it cannot be done: NOT_FOUND,
 * BAD_INPUT or REFUSED.
 */
export async function planChange(session: Session, change: KnownChange): Promise<Plan> {
  const kind = kindOf(change)
  if (kind.onStandby !== true) await refuseStandby(session)
  const plan = await kind.plan(session, change)
  refusePasswords([...plan.statements, ...(plan.undo.sql ?? [])])
  return plan
}

async function refuseStandby(session: Session): Promise<void> {
  const [row] = await session.run('SELECT pg_is_in_recovery()')
  if (row?.[0] !== 't') return
  throw new Failure('REFUSED', 'This server is a standby: it only follows its primary.', {
    hint: 'Apply the change on the primary; it then comes here by itself.',
  })
}
