/** What the thread that is looked at does, second by second. */
import { api } from '#renderer/api/index.ts'
import { onReconnect } from './connection.ts'
import { createNodeLiveStore } from './node-live/store.ts'

const { live } = api.node

/** The live strip. */
export const useNodeLive = createNodeLiveStore({
  watch: async (thread, signal) => await live.watch(thread, { signal }),
  collect: async (thread, confirmation) =>
    await live.collect({ ...thread, ...(confirmation !== undefined && { confirmation }) }),
})

onReconnect(() => useNodeLive.getState().retry())
