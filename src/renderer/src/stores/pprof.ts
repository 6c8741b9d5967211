/** Fetching profiles from Go services. */
import { api } from '#renderer/api/index.ts'
import { createPprofStore } from './pprof/store.ts'

/** The dialog that fetches from a Go service. */
export const usePprof = createPprofStore({
  fetch: async (input, signal) => await api.profiles.fetchPprof(input, { signal }),
})
