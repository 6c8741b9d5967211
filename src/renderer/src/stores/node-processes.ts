/** The Node processes of this machine, to attach to. */
import { api } from '#renderer/api/index.ts'
import { useNodeAttachments } from './node-attachments.ts'
import { createNodeProcessesStore } from './node-processes/store.ts'

/** The list of processes and what is looked for in it. */
export const useNodeProcesses = createNodeProcessesStore({
  list: async (signal) => await api.node.processes.list(undefined, { signal }),
})

/** What was attached to, or lost, has changed: its inspector was opened or closed, it was started or has ended. */
const stateOf = ({ attachments }: ReturnType<typeof useNodeAttachments.getState>): string =>
  attachments.map(({ id, pid, state }) => `${id} ${pid} ${state.kind}`).join()

useNodeAttachments.subscribe((now, before) => {
  const { list, refresh } = useNodeProcesses.getState()
  // Before the list was asked for there is nothing to read anew.
  if (list !== null && stateOf(now) !== stateOf(before)) refresh()
})
