/** The keys of a Redis, listed page by page as one scrolls. */
import { api } from '#renderer/api/index.ts'
import { createKeyListStore } from './redis-keys/store.ts'

/** The list of keys that is shown. */
export const useKeyList = createKeyListStore({
  keys: async (request, signal) => await api.redis.keyspace.keys(request, { signal }),
})
