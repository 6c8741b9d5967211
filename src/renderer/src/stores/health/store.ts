/** The health store on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { createCheckUps, type CheckUps } from './check-ups.ts'
import { createLooking } from './looking.ts'
import type { Watch } from './model.ts'
import type { HealthServices } from './services.ts'

/** The two parts of the page: the letter, and what runs now. */
export type HealthPart = 'letter' | 'now'

/** Which sessions are listed. */
export type BackendFilter = 'active' | 'waiting' | 'all'

export interface HealthState extends CheckUps {
  part: HealthPart
  /** Null while nobody looks. */
  watch: Watch | null
  filter: BackendFilter
  /** The process id of the session that is chosen. */
  selected: number | null

  show: (part: HealthPart) => void
  /** Looks at what runs until the returned function is called. */
  attend: (targetId: string) => () => void
  /** Looks again after the connection was lost. */
  retry: () => void
  setFilter: (filter: BackendFilter) => void
  select: (pid: number | null) => void
}

export function createHealthStore(services: HealthServices): UseBoundStore<StoreApi<HealthState>> {
  return create<HealthState>()((set, get) => {
    const patchWatch = (change: Partial<Watch>): void =>
      set(({ watch }) => (watch === null ? {} : { watch: { ...watch, ...change } }))
    const looking = createLooking(services.watchActivity, {
      seen: (activity) => patchWatch({ activity, state: { kind: 'live' } }),
      lost: (state) => patchWatch({ state }),
    })
    const begin = (targetId: string): void => {
      const { watch } = get()
      const activity = watch?.targetId === targetId ? watch.activity : null
      set({ watch: { targetId, activity, state: { kind: 'connecting' } } })
      looking.begin(targetId)
    }

    return {
      ...createCheckUps(services, set, get),
      part: 'letter',
      watch: null,
      filter: 'active',
      selected: null,
      show: (part) => set({ part }),
      attend: (targetId) => {
        if (get().watch?.targetId !== targetId) set({ selected: null })
        begin(targetId)
        return () => {
          looking.end()
          set({ watch: null })
        }
      },
      retry: () => {
        const { watch } = get()
        if (watch !== null) begin(watch.targetId)
      },
      setFilter: (filter) => set({ filter }),
      select: (selected) => set({ selected }),
    }
  })
}
