/** Values for a statement's parameters, read from the server's statistics and filled in where none were typed. */
import { toFailure } from '#renderer/api/failures.ts'
import type { ParameterSuggestion } from '#shared/contract/statements.ts'
import { statementOf, type Parameter, type StatementDocument } from './documents.ts'
import type { QueryServices } from './services.ts'
import type { DocumentAccess } from './work.ts'

export interface Suggestions {
  /** The parser has understood the statement: read values for it if it wants some. */
  soon: (id: string) => void
  /** Reads values for the statement as it is now and fills them in. Never throws, unless aborted. */
  read: (id: string, signal: AbortSignal) => Promise<void>
  stop: (id: string) => void
}

export function createSuggestions(documents: DocumentAccess, services: QueryServices): Suggestions {
  const controllers = new Map<string, AbortController>()

  const patch = (id: string, change: (document: StatementDocument) => StatementDocument): void =>
    documents.patch(id, (document) => (document.kind === 'statement' ? change(document) : document))

  const read = async (id: string, signal: AbortSignal): Promise<void> => {
    const document = documents.get(id)
    if (document?.kind !== 'statement' || document.targetId === null) return
    const { targetId, suggestions } = document
    const sql = statementOf(document).text
    if (suggestions.kind === 'done' && suggestions.sql === sql && suggestions.targetId === targetId) return
    patch(id, (now) => ({ ...now, suggestions: { kind: 'loading', sql, targetId } }))
    try {
      const parameters = await services.suggestParameters(targetId, sql, signal)
      if (signal.aborted) return
      patch(id, (now) => ({
        ...now,
        ...filled(now, parameters),
        suggestions: { kind: 'done', sql, targetId, parameters },
      }))
    } catch (error) {
      if (signal.aborted) return
      patch(id, (now) => ({
        ...now,
        suggestions: { kind: 'failed', sql, targetId, failure: toFailure(error) },
      }))
    }
  }

  const stop = (id: string): void => {
    controllers.get(id)?.abort()
    controllers.delete(id)
  }

  return {
    soon: (id) => {
      stop(id)
      const document = documents.get(id)
      if (document?.kind !== 'statement' || document.check.kind !== 'done') return
      if (document.check.check.parameters === 0) return
      const controller = new AbortController()
      controllers.set(id, controller)
      void read(id, controller.signal).finally(() => {
        if (controllers.get(id) === controller) controllers.delete(id)
      })
    },
    read,
    stop,
  }
}

/**
 * The document's parameters with the most common values where the user has typed none. The values are
 * used from the first time on that there is one for each.
 */
export function filled(
  document: Pick<StatementDocument, 'parameters' | 'useParameters'>,
  suggestions: readonly ParameterSuggestion[],
): Pick<StatementDocument, 'parameters' | 'useParameters'> {
  if (suggestions.length === 0) return document
  const count = Math.max(document.parameters.length, ...suggestions.map(({ number }) => number))
  const parameters = Array.from({ length: count }, (_, place): Parameter => {
    const present = document.parameters[place]
    if (present !== undefined && present.isSuggested !== true) return present
    const value = suggestions.find(({ number }) => number === place + 1)?.values[0]?.value
    return value === undefined
      ? { text: '', isNull: false, isSuggested: true }
      : { text: value, isNull: false, isSuggested: true }
  })
  const isFirst = document.parameters.length === 0
  const isWhole = suggestions.every(({ values }) => values.length > 0)
  return { parameters, useParameters: isFirst ? isWhole : document.useParameters }
}
