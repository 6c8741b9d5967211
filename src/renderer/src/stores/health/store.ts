/** The health store on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import { Failure } from '#shared/failure.ts'
import { neverChecked, type TargetHealth, type Watch } from './model.ts'
import type { HealthServices } from './services.ts'

/** The two parts of the page: the letter, and what runs now. */
export type HealthPart = 'letter' | 'now'

/** Which sessions are listed. */
export type BackendFilter = 'active' | 'waiting' | 'all'

export interface HealthState {
  /** By target id; absent for one that was never checked. */
  targets: Readonly<Record<string, TargetHealth>>
  part: HealthPart
  /** Sections that are well are left out. */
  onlyAttention: boolean
  /** Null while nobody looks. */
  watch: Watch | null
  filter: BackendFilter
  /** The process id of the session that is chosen. */
  selected: number | null

  show: (part: HealthPart) => void
  setOnlyAttention: (only: boolean) => void
  /** Checks up unless that was done or is being done. */
  open: (targetId: string) => void
  /** Checks up anew; a check-up under way is cancelled first. */
  check: (targetId: string) => void
  cancel: (targetId: string) => void
  /** Looks at what runs until the returned function is called. */
  attend: (targetId: string) => () => void
  /** Looks again after the connection was lost. */
  retry: () => void
  setFilter: (filter: BackendFilter) => void
  select: (pid: number | null) => void
}

/** What is known of a target; the same object for all that were never checked. */
export function healthOf({ targets }: Pick<HealthState, 'targets'>, targetId: string): TargetHealth {
  return targets[targetId] ?? neverChecked
}

export function createHealthStore(services: HealthServices): UseBoundStore<StoreApi<HealthState>> {
  const checks = new Map<string, AbortController>()
  let looking: AbortController | undefined

  return create<HealthState>()((set, get) => {
    const patch = (targetId: string, change: Partial<TargetHealth>): void =>
      set(({ targets }) => ({
        targets: { ...targets, [targetId]: { ...(targets[targetId] ?? neverChecked), ...change } },
      }))

    const check = async (targetId: string, signal: AbortSignal): Promise<void> => {
      try {
        const report = await services.check(targetId, signal)
        if (!signal.aborted) patch(targetId, { report, failure: null, checkingSince: null })
      } catch (error) {
        if (!signal.aborted) patch(targetId, { failure: toFailure(error), checkingSince: null })
      }
    }

    const look = async (targetId: string, signal: AbortSignal): Promise<void> => {
      const patchWatch = (change: Partial<Watch>): void => {
        if (signal.aborted) return
        set(({ watch }) => (watch === null ? {} : { watch: { ...watch, ...change } }))
      }
      try {
        for await (const activity of await services.watchActivity(targetId, signal)) {
          if (signal.aborted) return
          patchWatch({ activity, state: { kind: 'live' } })
        }
        patchWatch({
          state: { kind: 'lost', failure: new Failure('CONNECTION_LOST', 'The server says no more.') },
        })
      } catch (error) {
        patchWatch({ state: { kind: 'lost', failure: toFailure(error) } })
      }
    }

    const begin = (targetId: string): AbortController => {
      looking?.abort()
      const controller = new AbortController()
      looking = controller
      const { watch } = get()
      const activity = watch?.targetId === targetId ? watch.activity : null
      set({ watch: { targetId, activity, state: { kind: 'connecting' } } })
      void look(targetId, controller.signal)
      return controller
    }

    return {
      targets: {},
      part: 'letter',
      onlyAttention: false,
      watch: null,
      filter: 'active',
      selected: null,
      show: (part) => set({ part }),
      setOnlyAttention: (onlyAttention) => set({ onlyAttention }),
      open: (targetId) => {
        const { report, checkingSince } = healthOf(get(), targetId)
        if (report === null && checkingSince === null) get().check(targetId)
      },
      check: (targetId) => {
        checks.get(targetId)?.abort()
        const controller = new AbortController()
        checks.set(targetId, controller)
        patch(targetId, { checkingSince: services.now(), failure: null })
        void check(targetId, controller.signal)
      },
      cancel: (targetId) => {
        checks.get(targetId)?.abort()
        if (healthOf(get(), targetId).checkingSince === null) return
        patch(targetId, {
          checkingSince: null,
          failure: new Failure('CANCELLED', 'The check-up was cancelled.'),
        })
      },
      attend: (targetId) => {
        if (get().watch?.targetId !== targetId) set({ selected: null })
        begin(targetId)
        return () => {
          looking?.abort()
          looking = undefined
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
