/** The store of the machine's Node processes on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { NodeProcess } from '#shared/contract/node/processes.ts'
import type { Failure } from '#shared/failure.ts'

export interface ProcessList {
  processes: readonly NodeProcess[]
  /** What could not be seen, one sentence each. */
  limitations: readonly string[]
}

export interface NodeProcessesServices {
  list: (signal: AbortSignal) => Promise<{ processes: NodeProcess[]; limitations: string[] }>
}

export interface NodeProcessesState {
  /** As it was last read; null before the first time. It stays while it is read anew. */
  list: ProcessList | null
  reading: boolean
  /** Why it could not be read the last time. */
  failure: Failure | null
  filter: string
  setFilter: (filter: string) => void
  /** Reads the list anew. */
  refresh: () => void
}

export function createNodeProcessesStore(
  services: NodeProcessesServices,
): UseBoundStore<StoreApi<NodeProcessesState>> {
  let current: AbortController | undefined
  return create<NodeProcessesState>()((set) => ({
    list: null,
    reading: false,
    failure: null,
    filter: '',
    setFilter: (filter) => set({ filter }),
    refresh: () => {
      current?.abort()
      const { signal } = (current = new AbortController())
      set({ reading: true })
      services.list(signal).then(
        (list) => {
          if (!signal.aborted) set({ list, reading: false, failure: null })
        },
        (error: unknown) => {
          if (!signal.aborted) set({ reading: false, failure: toFailure(error) })
        },
      )
    },
  }))
}
