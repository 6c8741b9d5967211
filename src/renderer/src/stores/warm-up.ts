/** Replaying the reads of a trace, and the hit rate as it comes back. */
import { api } from '#renderer/api/index.ts'
import { createWarmUpStore } from './warm-up/store.ts'

/** The Warm-up pane's state. */
export const useWarmUp = createWarmUpStore({
  run: async (input, signal) => await api.redis.warmUp.run(input, { signal }),
})
