/** Advice on V8's heap sizes, and trying them out. */
import { api } from '#renderer/api/index.ts'
import { createGcStore } from './gc/store.ts'

const { gc } = api.node

/** The GC page's state. */
export const useGc = createGcStore({
  advice: async (thread, signal) => await gc.advice(thread, { signal }),
  tryOut: async (input, signal) => await gc.tryOut(input, { signal }),
})
