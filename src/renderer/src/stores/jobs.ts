import { create } from 'zustand'
import { api, connection, follow, toFailure } from '#renderer/api/index.ts'
import type { Job } from '#shared/contract/app.ts'
import { notifyFailure } from './notices.ts'

interface JobsState {
  /** Running and lately ended, as the main process tells. */
  jobs: readonly Job[]
  /** Follows the jobs until the returned function is called. */
  follow: () => () => void
  cancel: (id: string) => Promise<void>
  clearEnded: () => Promise<void>
}

/** Long work: what runs, how far it is, how it ended. */
export const useJobs = create<JobsState>()((set) => ({
  jobs: [],
  follow: () =>
    follow(connection, async (signal) => await api.jobs.watch(undefined, { signal }), {
      value: (jobs) => set({ jobs }),
      failure: (failure) => notifyFailure('Running jobs cannot be shown', failure),
    }),
  cancel: async (id) => {
    try {
      await api.jobs.cancel({ id })
    } catch (error) {
      notifyFailure('The job could not be cancelled', toFailure(error))
    }
  },
  clearEnded: async () => {
    try {
      await api.jobs.clear()
    } catch (error) {
      notifyFailure('The list could not be cleared', toFailure(error))
    }
  },
}))

/** How many jobs run now. */
export function runningCount({ jobs }: JobsState): number {
  return jobs.filter((job) => job.state === 'running').length
}
