import { create } from 'zustand'
import { api, toFailure } from '#renderer/api/index.ts'
import type { Failure } from '#shared/failure.ts'

export interface FoundEditor {
  title: string
  /** As the setting takes it. */
  command: string
}

interface EditorsState {
  /** Absent until they were looked for. */
  found: FoundEditor[] | undefined
  /** Why they could not be looked for. */
  failure: Failure | undefined
  look: () => Promise<void>
}

/** The editors of the workbench's machine that can show a source location. */
export const useEditors = create<EditorsState>()((set) => ({
  found: undefined,
  failure: undefined,
  look: async () => {
    try {
      set({ found: await api.profiles.editors(), failure: undefined })
    } catch (error) {
      set({ failure: toFailure(error) })
    }
  },
}))
