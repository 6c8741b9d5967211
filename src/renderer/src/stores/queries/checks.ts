/** Asks the server's parser about a statement a moment after the last key press. */
import { toFailure } from '#renderer/api/failures.ts'
import { statementOf } from './documents.ts'
import type { QueryServices } from './services.ts'
import type { DocumentAccess } from './work.ts'

/** Long enough not to ask for each letter, short enough to be there when the hand leaves the keys. */
const pauseMs = 250
/** Above this the parser is only asked when the statement is run. */
const largestChecked = 200_000

export interface Checks {
  /** The statement of this document was changed: ask soon. */
  soon: (id: string) => void
  stop: (id: string) => void
}

/** `checked` is told of each statement that the parser has understood. */
export function createChecks(
  documents: DocumentAccess,
  services: QueryServices,
  checked: (id: string) => void,
): Checks {
  const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; controller: AbortController }>()

  const stop = (id: string): void => {
    const pending = waiting.get(id)
    if (pending === undefined) return
    clearTimeout(pending.timer)
    pending.controller.abort()
    waiting.delete(id)
  }

  const check = async (id: string, signal: AbortSignal): Promise<void> => {
    const document = documents.get(id)
    if (document?.kind !== 'statement') return
    const sql = statementOf(document).text
    try {
      const check = await services.checkStatement(sql, signal)
      if (signal.aborted) return
      documents.patch(id, (now) =>
        now.kind === 'statement' ? { ...now, check: { kind: 'done', sql, check } } : now,
      )
      checked(id)
    } catch (error) {
      if (signal.aborted) return
      const failure = toFailure(error)
      documents.patch(id, (now) =>
        now.kind === 'statement' ? { ...now, check: { kind: 'failed', sql, failure } } : now,
      )
    }
  }

  return {
    soon: (id) => {
      stop(id)
      const document = documents.get(id)
      if (document?.kind !== 'statement') return
      const { text } = statementOf(document)
      if (text.trim() === '' || text.length > largestChecked) {
        documents.patch(id, (now) => (now.kind === 'statement' ? { ...now, check: { kind: 'none' } } : now))
        return
      }
      const controller = new AbortController()
      const timer = setTimeout(() => {
        void check(id, controller.signal).finally(() => {
          if (waiting.get(id)?.controller === controller) waiting.delete(id)
        })
      }, pauseMs)
      waiting.set(id, { timer, controller })
    },
    stop,
  }
}
