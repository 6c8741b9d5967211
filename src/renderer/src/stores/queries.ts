/**
 * The Queries view's state: its documents (tabs), what they are busy with, their results and what is
 * chosen in them. Nothing typed is lost: a failed run keeps everything, closed tabs can be opened
 * again, and drafts outlive a reload.
 */
import { api } from '#renderer/api/index.ts'
import { findTarget, useEnvironments } from './environments.ts'
import { createQueriesStore } from './queries/store.ts'

const store = createQueriesStore(
  {
    checkStatement: async (sql, signal) => await api.postgres.checkStatement({ sql }, { signal }),
    explain: async (input, signal) => await api.postgres.explain(input, { signal }),
    readPlan: async (text, signal) => await api.postgres.readPlan({ text }, { signal }),
    catalogue: async (targetId, signal) => await api.postgres.catalogue({ targetId }, { signal }),
    suggestParameters: async (targetId, sql, signal) =>
      (await api.postgres.statements.suggestParameters({ targetId, sql }, { signal })).parameters,
    guardOf: (targetId) => {
      const found = findTarget(useEnvironments.getState().environments, targetId)
      return found && { environment: found.environment.name, guard: found.environment.guard }
    },
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  },
  localStorage,
)

// The last key presses before a reload are kept too.
window.addEventListener('pagehide', store.keepNow)

/** The documents of the Queries view. Elsewhere `openStatement` and `openPlanText` are what is needed. */
export const useQueries = store.useQueries
