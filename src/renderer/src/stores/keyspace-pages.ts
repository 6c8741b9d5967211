import { create } from 'zustand'
import { useWorkspace } from './workspace.ts'

/** The pinned pages of the Keyspace screen. */
export type KeyspacePage = 'keys' | 'server' | 'policies' | 'traces'

/** Those that there are, from left to right; `views/keyspace/pages.ts` has what they show. */
export const keyspacePages: readonly { page: KeyspacePage; name: string; keys: string }[] = [
  { page: 'keys', name: 'Keys', keys: 'K' },
  { page: 'server', name: 'Server', keys: 'V' },
  { page: 'policies', name: 'TTL policies', keys: 'L' },
  { page: 'traces', name: 'Traces', keys: 'E' },
]

interface KeyspacePagesState {
  page: KeyspacePage
  /** Shows a page, from anywhere in the workbench. */
  openPage: (page: KeyspacePage) => void
}

/** Which pinned page of the Keyspace screen is shown. */
export const useKeyspacePages = create<KeyspacePagesState>()((set) => ({
  page: 'keys',
  openPage: (page) => {
    set({ page })
    useWorkspace.getState().openView('keyspace')
  },
}))
