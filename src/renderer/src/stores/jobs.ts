import { create } from 'zustand'
import { api, connection, follow, toFailure } from '#renderer/api/index.ts'
import type { Job } from '#shared/contract/app.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { notifyFailure } from './notices.ts'

interface JobsState {
  /** Running and lately ended, as the main process tells. */
  jobs: readonly Job[]
  /** When that was told; clocks of running jobs count on from there. */
  receivedAt: EpochMilliseconds
  /** Follows the jobs until the returned function is called. */
  follow: () => () => void
  cancel: (id: string) => Promise<void>
  clearEnded: () => Promise<void>
}

/** Long work: what runs, how far it is, how it ended. */
export const useJobs = create<JobsState>()((set) => ({
  jobs: [],
  receivedAt: 0,
  follow: () =>
    follow(connection, async (signal) => await api.jobs.watch(undefined, { signal }), {
      value: (jobs) => set({ jobs, receivedAt: Date.now() }),
      failure: (failure) => {
        // The bar at the top says that, once for all.
        if (failure.code !== 'CONNECTION_LOST') notifyFailure('Running jobs cannot be shown', failure)
      },
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
