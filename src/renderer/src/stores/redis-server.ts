/** The check-up of each Redis, and what it does now for as long as somebody looks. */
import { api } from '#renderer/api/index.ts'
import { createRedisServerStore } from './redis-server/store.ts'

const { server } = api.redis

/** The Server page's state. */
export const useRedisServer = createRedisServerStore({
  check: async (input, signal) => await server.check(input, { signal }),
  watch: async (targetId, signal) => await server.watch({ targetId }, { signal }),
  now: () => Date.now(),
})
