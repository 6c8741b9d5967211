/** The check-up of each Postgres, and what runs there now for as long as somebody looks. */
import { api } from '#renderer/api/index.ts'
import { createHealthStore } from './health/store.ts'

const { health } = api.postgres

/** The Health page's state. */
export const useHealth = createHealthStore({
  check: async (targetId, signal) => await health.check({ targetId }, { signal }),
  watchActivity: async (targetId, signal) => await health.watchActivity({ targetId }, { signal }),
  now: () => Date.now(),
})
