/**
 * The keyspace of each Redis: analyses with their progress, those that are kept, and what is chosen to
 * be seen of them.
 */
import { api } from '#renderer/api/index.ts'
import { createKeyspaceStore } from './keyspace/store.ts'
import { notifyFailure } from './notices.ts'

const { keyspace } = api.redis

/** The Keys page's state. */
export const useKeyspace = createKeyspaceStore(
  {
    analyse: async (input, signal) => await keyspace.analyse(input, { signal }),
    stop: async (analysisId) => {
      await keyspace.stop({ analysisId })
    },
    setPace: async (analysisId, pace) => {
      await keyspace.setPace({ analysisId, pace })
    },
    list: async (targetId) => await keyspace.list({ targetId }),
    get: async (id) => await keyspace.get({ id }),
    tell: notifyFailure,
    now: () => Date.now(),
  },
  localStorage,
)

export { namespaceKey } from './keyspace/namespace-key.ts'
export { keyspaceOf } from './keyspace/store.ts'
