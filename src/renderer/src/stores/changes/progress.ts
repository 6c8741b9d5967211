/** How fast a change is and how long it will take. Pure. */
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import type { ChangeProgress, ProgressEvent } from './model.ts'

/** The progress after one more event. */
export function nextProgress(
  before: ChangeProgress | undefined,
  event: ProgressEvent,
  at: EpochMilliseconds,
): ChangeProgress {
  const { done, elapsedMs } = event
  const start = done === undefined ? undefined : { done, elapsedMs }
  const continues =
    before?.since !== undefined &&
    done !== undefined &&
    isSameStep(before.event, event) &&
    done >= (before.event.done ?? 0)
  return { event, at, since: continues ? before.since : start }
}

function isSameStep(one: ProgressEvent, other: ProgressEvent): boolean {
  return (
    one.phase === other.phase &&
    one.detail === other.detail &&
    one.total === other.total &&
    one.unit === other.unit
  )
}

/** Shorter than this a rate says more about the moment than about the work. */
const shortestSpan: Milliseconds = 500

export interface ProgressSpeed {
  perSecond: number
  /** Until the present step is done; undefined where its size is not known. */
  remainingMs: Milliseconds | undefined
}

/** How fast the present step goes; undefined where it counts nothing or has only begun. */
export function speedOf({ event, since }: ChangeProgress): ProgressSpeed | undefined {
  if (since === undefined || event.done === undefined) return undefined
  const spanMs = event.elapsedMs - since.elapsedMs
  const counted = event.done - since.done
  if (spanMs < shortestSpan || counted <= 0) return undefined
  const perSecond = (counted / spanMs) * 1000
  const left = event.total === undefined ? undefined : Math.max(0, event.total - event.done)
  return { perSecond, remainingMs: left === undefined ? undefined : (left / perSecond) * 1000 }
}
