/** The Node processes of this machine, to attach to. */
import { api } from '#renderer/api/index.ts'
import { createNodeProcessesStore } from './node-processes/store.ts'

/** The list of processes and what is looked for in it. */
export const useNodeProcesses = createNodeProcessesStore({
  list: async (signal) => await api.node.processes.list(undefined, { signal }),
})
