/**
 * Changes: proposed from anywhere, shown in one dialog, applied and undone with progress, kept in the
 * ledger. A screen that has something to change calls `propose` and is done.
 */
import { api, connection, follow } from '#renderer/api/index.ts'
import { createChangesStore } from './changes/store.ts'
import { findTarget, useEnvironments } from './environments.ts'
import { notify, notifyFailure } from './notices.ts'
import { useWorkspace } from './workspace.ts'

/**
 * The ledger, the changes under way and the dialog. Elsewhere `propose` is what is needed:
 * `useChanges.getState().propose({ targetId, sql, title, measure })`.
 */
export const useChanges = createChangesStore({
  preview: async (input, signal) => await api.changes.preview(input, { signal }),
  apply: async (input, signal) => await api.changes.apply(input, { signal }),
  undo: async (input, signal) => await api.changes.undo(input, { signal }),
  resume: async (input, signal) => await api.changes.resume(input, { signal }),
  get: async (id) => await api.changes.get({ id }),
  settle: async (targetId) => await api.changes.settle({ targetId }),
  watch: (listener) =>
    follow(connection, async (signal) => await api.changes.watch(undefined, { signal }), listener),
  guardOf: (targetId) => {
    const found = findTarget(useEnvironments.getState().environments, targetId)
    return found && { environment: found.environment.name, guard: found.environment.guard }
  },
  notify: (message) => void notify(message),
  notifyFailure,
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
})

export type { ChangeRequest } from './changes/model.ts'

/**
 * Looks what became of interrupted changes, at once and whenever another environment is opened or the
 * ledger tells of new ones. Answers with the function that stops that.
 */
export function settleOpened(): () => void {
  const look = (again = false): void => {
    const { environmentId } = useWorkspace.getState()
    const environment = useEnvironments.getState().environments.find(({ id }) => id === environmentId)
    void useChanges.getState().settle(environment?.targets.map(({ id }) => id) ?? [], again)
  }
  look()
  const stops = [
    useWorkspace.subscribe((now, before) => {
      if (now.environmentId !== before.environmentId) look(true)
    }),
    useEnvironments.subscribe((now, before) => {
      if (now.environments !== before.environments) look()
    }),
    useChanges.subscribe((now, before) => {
      if (now.ledger !== before.ledger) look()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
