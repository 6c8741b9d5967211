import { create } from 'zustand'
import type { WorkloadQuery } from '#shared/contract/advisor.ts'
import { useQueries } from './queries.ts'
import { useWorkspace } from './workspace.ts'

/** The pinned pages of the Queries screen. */
export type HomePage = 'statements' | 'indexes' | 'health'

/** Those that there are, from left to right; `views/queries/home/pages.ts` has what they show. */
export const homePages: readonly { page: HomePage; name: string; keys: string }[] = [
  { page: 'statements', name: 'Statements', keys: 'S' },
  { page: 'indexes', name: 'Indexes', keys: 'B' },
  { page: 'health', name: 'Health', keys: 'H' },
]

export function hasPage(page: HomePage): boolean {
  return homePages.some((other) => other.page === page)
}

interface HomeState {
  /** The page that is shown while no document is. */
  page: HomePage
  /** What the Indexes page was last asked to advise on; null for the whole workload. */
  queries: readonly WorkloadQuery[] | null
  /** Shows a page, from anywhere in the workbench; `queries` are what Indexes shall advise on. */
  openPage: (page: HomePage, options?: { queries?: readonly WorkloadQuery[] }) => void
}

/** Which pinned page of the Queries screen is shown. */
export const useHome = create<HomeState>()((set) => ({
  page: 'statements',
  queries: null,
  openPage: (page, { queries } = {}) => {
    set(queries === undefined ? { page } : { page, queries })
    useQueries.getState().showHome()
    useWorkspace.getState().openView('queries')
  },
}))
