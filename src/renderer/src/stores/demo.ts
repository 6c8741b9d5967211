import { create } from 'zustand'
import { api, connection, follow, toFailure } from '#renderer/api/index.ts'
import type { DemoStatus } from '#shared/contract/demo.ts'
import type { Failure } from '#shared/failure.ts'
import { useEnvironments } from './environments.ts'
import { useWorkspace } from './workspace.ts'

interface DemoState {
  /** Absent until the main process told. */
  status: DemoStatus | undefined
  /** Why starting, stopping or following it failed. */
  failure: Failure | undefined
  /** The user asked for the start: show its environment once it runs. */
  wanted: boolean
  follow: () => () => void
  start: () => Promise<void>
  stop: () => Promise<void>
}

/** The demo environment: its state, its planted problems. */
export const useDemo = create<DemoState>()((set, get) => {
  const take = (status: DemoStatus): void => {
    const before = get().status
    set({ status })
    const changed = before?.state !== status.state || before.environmentId !== status.environmentId
    if (!changed) return
    const { environmentId } = status
    // Its environment comes and goes with it, so the list of environments has changed.
    void useEnvironments
      .getState()
      .reload()
      .then(() => {
        if (status.state !== 'running' || environmentId === undefined || !get().wanted) return
        set({ wanted: false })
        useWorkspace.getState().setEnvironment(environmentId)
      })
  }
  return {
    status: undefined,
    failure: undefined,
    wanted: false,
    follow: () =>
      follow(connection, async (signal) => await api.demo.watch(undefined, { signal }), {
        value: take,
        failure: (failure) => {
          // The bar at the top says that, once for all.
          if (failure.code !== 'CONNECTION_LOST') set({ failure })
        },
      }),
    start: async () => {
      set({ failure: undefined, wanted: true })
      try {
        await api.demo.start()
      } catch (error) {
        set({ failure: toFailure(error), wanted: false })
      }
    },
    stop: async () => {
      set({ failure: undefined })
      try {
        await api.demo.stop()
      } catch (error) {
        set({ failure: toFailure(error) })
      }
    },
  }
})
