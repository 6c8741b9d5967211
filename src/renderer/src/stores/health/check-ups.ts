/** Check-ups of servers, one at a time for each: the part of a store that any kind of server shares. */
import { toFailure } from '#renderer/api/failures.ts'
import type { HealthReport } from '#shared/contract/health.ts'
import { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { neverChecked, type TargetHealth } from './model.ts'

export interface CheckUps {
  /** By target id; absent for one that was never checked. */
  targets: Readonly<Record<string, TargetHealth>>
  /** Sections that are well are left out. */
  onlyAttention: boolean
  setOnlyAttention: (only: boolean) => void
  /** Checks up unless that was done or is being done. */
  open: (targetId: string) => void
  /** Checks up anew; a check-up under way is cancelled first. */
  check: (targetId: string) => void
  cancel: (targetId: string) => void
}

interface CheckUpServices {
  check: (targetId: string, signal: AbortSignal) => Promise<HealthReport>
  now: () => EpochMilliseconds
}

/** What is known of a target; the same object for all that were never checked. */
export function healthOf({ targets }: Pick<CheckUps, 'targets'>, targetId: string): TargetHealth {
  return targets[targetId] ?? neverChecked
}

export function createCheckUps(
  services: CheckUpServices,
  set: (change: (state: CheckUps) => Partial<CheckUps>) => void,
  get: () => CheckUps,
): CheckUps {
  const running = new Map<string, AbortController>()
  const patch = (targetId: string, change: Partial<TargetHealth>): void =>
    set((state) => ({
      targets: { ...state.targets, [targetId]: { ...healthOf(state, targetId), ...change } },
    }))

  const follow = async (targetId: string, signal: AbortSignal): Promise<void> => {
    try {
      const report = await services.check(targetId, signal)
      if (!signal.aborted) patch(targetId, { report, failure: null, checkingSince: null })
    } catch (error) {
      if (!signal.aborted) patch(targetId, { failure: toFailure(error), checkingSince: null })
    }
  }

  return {
    targets: {},
    onlyAttention: false,
    setOnlyAttention: (onlyAttention) => set(() => ({ onlyAttention })),
    open: (targetId) => {
      const { report, checkingSince } = healthOf(get(), targetId)
      if (report === null && checkingSince === null) get().check(targetId)
    },
    check: (targetId) => {
      running.get(targetId)?.abort()
      const controller = new AbortController()
      running.set(targetId, controller)
      patch(targetId, { checkingSince: services.now(), failure: null })
      void follow(targetId, controller.signal)
    },
    cancel: (targetId) => {
      running.get(targetId)?.abort()
      if (healthOf(get(), targetId).checkingSince === null) return
      patch(targetId, {
        checkingSince: null,
        failure: new Failure('CANCELLED', 'The check-up was cancelled.'),
      })
    },
  }
}
