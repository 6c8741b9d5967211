/** What is read of the one statement that is selected: its whole text, and its history. */
import { toFailure } from '#renderer/api/failures.ts'
import type { HistoryPoint } from '#shared/contract/statements.ts'
import type { Failure } from '#shared/failure.ts'
import type { StatementServices } from './services.ts'

export interface StatementDetail {
  statementId: string
  /** Null until it was read. */
  text: string | null
  history: readonly HistoryPoint[] | null
  textFailure: Failure | null
  historyFailure: Failure | null
}

/** Whoever holds an arrow key passes many statements and wants to read none of them. */
const pauseMs = 150

export interface DetailReader {
  /** Reads a statement's detail soon; null stops what is under way. */
  read: (targetId: string, statementId: string | null) => void
  /** Asks again for the history alone. */
  again: (targetId: string, statementId: string) => void
}

/** Tells what it reads to `set`, in parts, for as long as the statement is the one asked for last. */
export function createDetailReader(
  services: StatementServices,
  set: (change: (detail: StatementDetail | null) => StatementDetail | null) => void,
): DetailReader {
  let controller: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const readText = async (targetId: string, statementId: string, signal: AbortSignal): Promise<void> => {
    try {
      const text = await services.text(targetId, statementId, signal)
      if (!signal.aborted) set((detail) => detail && { ...detail, text, textFailure: null })
    } catch (error) {
      if (!signal.aborted) set((detail) => detail && { ...detail, textFailure: toFailure(error) })
    }
  }
  const readHistory = async (targetId: string, statementId: string, signal: AbortSignal): Promise<void> => {
    try {
      const history = await services.history(targetId, statementId, signal)
      if (!signal.aborted) set((detail) => detail && { ...detail, history, historyFailure: null })
    } catch (error) {
      if (!signal.aborted) set((detail) => detail && { ...detail, historyFailure: toFailure(error) })
    }
  }

  return {
    read: (targetId, statementId) => {
      clearTimeout(timer)
      controller?.abort()
      if (statementId === null) {
        set(() => null)
        return
      }
      const { signal } = (controller = new AbortController())
      set(() => ({ statementId, text: null, history: null, textFailure: null, historyFailure: null }))
      timer = setTimeout(() => {
        void readText(targetId, statementId, signal)
        void readHistory(targetId, statementId, signal)
      }, pauseMs)
    },
    again: (targetId, statementId) => {
      if (controller !== undefined) void readHistory(targetId, statementId, controller.signal)
    },
  }
}
