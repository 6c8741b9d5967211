import { useChanges } from '#renderer/stores/changes.ts'
import { signalSql, type Signal } from '#renderer/stores/health/backends.ts'
import type { Backend } from '#shared/contract/health.ts'

const titles: Record<Signal, string> = { cancel: 'Cancel the statement of', terminate: 'End' }

/** Opens the preview of cancelling what a session runs, or of ending it. */
export function proposeSignal(targetId: string, backend: Backend, signal: Signal): void {
  useChanges.getState().propose({
    targetId,
    sql: signalSql(backend, signal),
    title: `${titles[signal]} server process ${backend.pid}`,
  })
}

/** Why a session cannot be told anything; undefined where it can. */
export function whyNotSignalled(
  { own, maySignal }: Backend,
  signal: Signal,
  state: string,
): string | undefined {
  if (own) return 'It is a connection of Pitwall itself.'
  if (!maySignal)
    return 'The role may not do that: it needs pg_signal_backend, and superusers only obey superusers.'
  if (signal === 'cancel' && state !== 'active') return 'It runs no statement.'
  return undefined
}
