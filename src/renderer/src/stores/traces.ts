/** The traces of each Redis: recorded, read from files, and what they say. */
import { api } from '#renderer/api/index.ts'
import { createTracesStore } from './traces/store.ts'

const { traces } = api.redis

/** The Traces page's state. */
export const useTraces = createTracesStore({
  list: async (targetId) => await traces.list({ targetId }),
  get: async (id, signal) => await traces.get({ id }, { signal }),
  expectedCost: async (targetId, signal) => await traces.expectedCost({ targetId }, { signal }),
  record: async (input, signal) => await traces.record(input, { signal }),
  stop: async (targetId) => void (await traces.stop({ targetId })),
  importFile: async (file) => await traces.importFile({ file }),
  remove: async (id) => void (await traces.remove({ id })),
})
