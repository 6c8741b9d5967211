/** Looking for leaks, with rounds of equal load. */
import { api } from '#renderer/api/index.ts'
import { createLeakStore } from './leak/store.ts'

/** The Leak page's state. */
export const useLeak = createLeakStore({
  run: async (input, signal) => await api.node.leak.run(input, { signal }),
  now: () => Date.now(),
})
