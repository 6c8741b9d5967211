import { create } from 'zustand'
import { useWorkspace } from './workspace.ts'

/** The pinned pages of the Profiles screen. */
export type ProfilePage = 'processes' | 'files' | 'leak' | 'gc'

/** Those that there are, from left to right; `views/profiles/pages.ts` has what they show. */
export const profilePages: readonly { page: ProfilePage; name: string; keys: string }[] = [
  { page: 'processes', name: 'Processes', keys: 'P' },
  { page: 'files', name: 'Profiles', keys: 'F' },
  { page: 'leak', name: 'Leak', keys: 'L' },
  { page: 'gc', name: 'GC', keys: 'G' },
]

interface ProfilePagesState {
  page: ProfilePage
  /** Shows a page, from anywhere in the workbench. */
  openPage: (page: ProfilePage) => void
}

/** Which pinned page of the Profiles screen is shown. */
export const useProfilePages = create<ProfilePagesState>()((set) => ({
  page: 'processes',
  openPage: (page) => {
    set({ page })
    useWorkspace.getState().openView('profiles')
  },
}))
