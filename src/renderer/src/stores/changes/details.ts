/** The proofs and events of changes, asked for when they are shown and again when they have changed. */
import { toFailure } from '#renderer/api/failures.ts'
import type { Change, ChangeHead } from '#shared/contract/changes.ts'
import type { DetailState } from './model.ts'
import type { ChangeServices } from './services.ts'

export interface Details {
  /** Asks for a change unless it is known or being asked for; `again` asks in any case. */
  load: (changeId: string, again: boolean) => Promise<Change | undefined>
  /** A change that was told by something else. */
  take: (change: Change) => void
  /** The ledger tells something new of a change: one that is shown is asked for anew. */
  refresh: (head: ChangeHead) => void
}

export function createDetails(
  services: Pick<ChangeServices, 'get'>,
  details: {
    get: (changeId: string) => DetailState | undefined
    set: (changeId: string, detail: DetailState) => void
  },
): Details {
  /** The newest question about each change: an older answer that comes later is not taken. */
  const newest = new Map<string, symbol>()

  const load = async (changeId: string, again: boolean): Promise<Change | undefined> => {
    const known = details.get(changeId)
    if (!again && known !== undefined && known.kind !== 'failed') return known.change
    const question = Symbol(changeId)
    newest.set(changeId, question)
    details.set(changeId, { kind: 'loading', change: known?.change })
    try {
      const change = await services.get(changeId)
      if (newest.get(changeId) === question) details.set(changeId, { kind: 'ready', change })
      return change
    } catch (error) {
      if (newest.get(changeId) === question) {
        details.set(changeId, { kind: 'failed', change: known?.change, failure: toFailure(error) })
      }
      return undefined
    }
  }

  return {
    load,
    take: (change) => {
      newest.delete(change.id)
      details.set(change.id, { kind: 'ready', change })
    },
    refresh: (head) => {
      const known = details.get(head.id)
      if (known?.kind !== 'ready') return
      const { status, message } = known.change
      if (status !== head.status || message !== head.message) void load(head.id, true)
    },
  }
}
