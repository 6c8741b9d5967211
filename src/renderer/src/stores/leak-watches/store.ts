/** The store of watched processes on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { FollowListener } from '#renderer/api/follow.ts'
import type { LeakWatch } from '#shared/contract/node/leak.ts'
import type { Failure } from '#shared/failure.ts'

export interface LeakWatchesServices {
  /** Tells all watches at once and after each change, until the answer is called. */
  follow: (listener: FollowListener<LeakWatch[]>) => () => void
  watch: (attachmentId: string) => Promise<void>
  unwatch: (attachmentId: string) => Promise<void>
  /** A watched process began to grow. */
  alarm: (watch: LeakWatch) => void
  tellFailure: (what: string, failure: Failure) => void
}

export interface LeakWatchesState {
  /** By attachment. */
  watches: Readonly<Record<string, LeakWatch>>
  /** Attachments whose watch is being begun or ended. */
  turning: readonly string[]
  /** Keeps the list, and tells of alarms, until the returned function is called. */
  follow: () => () => void
  /** Begins or ends a watch. */
  setWatched: (attachmentId: string, watched: boolean) => Promise<void>
}

export function createLeakWatchesStore(
  services: LeakWatchesServices,
): UseBoundStore<StoreApi<LeakWatchesState>> {
  /** When the last alarm of each attachment was; undefined until the list was told the first time. */
  let alarms: Map<string, number | null> | undefined
  return create<LeakWatchesState>()((set, get) => ({
    watches: {},
    turning: [],
    follow: () =>
      services.follow({
        value: (told) => {
          set({ watches: Object.fromEntries(told.map((watch) => [watch.attachmentId, watch])) })
          const before = alarms
          alarms = new Map(told.map(({ attachmentId, alarmAt }) => [attachmentId, alarmAt]))
          // What had begun before this page was opened is told where the process is shown.
          if (before === undefined) return
          for (const watch of told) {
            if (watch.alarmAt !== null && before.get(watch.attachmentId) !== watch.alarmAt)
              services.alarm(watch)
          }
        },
        failure: (failure) => {
          // The bar at the top says that, once for all.
          if (failure.code !== 'CONNECTION_LOST') {
            services.tellFailure('Watched processes cannot be shown', failure)
          }
        },
      }),
    setWatched: async (attachmentId, watched) => {
      if (get().turning.includes(attachmentId)) return
      set(({ turning }) => ({ turning: [...turning, attachmentId] }))
      try {
        await (watched ? services.watch(attachmentId) : services.unwatch(attachmentId))
      } catch (error) {
        services.tellFailure(
          watched ? 'The process cannot be watched' : 'The watch could not be ended',
          toFailure(error),
        )
      } finally {
        set(({ turning }) => ({ turning: turning.filter((id) => id !== attachmentId) }))
      }
    },
  }))
}
