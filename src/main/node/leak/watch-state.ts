import type { LeakWatch } from '#shared/contract/node/leak.ts'
import { gatedTrend } from '#shared/stats/trend-gates.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { bytes, counted, duration } from '../../wording.ts'
import { type Floor, heldBy, MinuteFloors } from './minute-floors.ts'
import type { NodeSample } from '#shared/contract/node/live.ts'

/** Fewer minutes are a warm-up. */
const FEWEST_FLOORS = 20
/** A third of the time may be warm-up. */
const WARM_UP = 1 / 3
/** Growth in an hour that is worth an alarm: this much, and this part of what the process holds. */
const HOURLY_FLOOR = { bytes: 2 * 1024 * 1024, share: 0.01 } as const
/** Times in a row that it has to look so: an alarm that comes and goes is soon not looked at. */
const ALARM_AFTER = 3
const RECOVERED_AFTER = 10
const HOUR: Milliseconds = 3_600_000

/** What is known of a watched process; a pure fold over its samples. */
export class WatchState {
  readonly #attachmentId: string
  readonly #startedAt: EpochMilliseconds
  readonly #floors = new MinuteFloors()
  #limitBytes: Bytes = 0
  #lastAt: EpochMilliseconds
  #growingInARow = 0
  #steadyInARow = 0
  #alarmAt: EpochMilliseconds | null = null
  #trend: ReturnType<typeof gatedTrend> | null = null

  constructor(attachmentId: string, startedAt: EpochMilliseconds) {
    this.#attachmentId = attachmentId
    this.#startedAt = startedAt
    this.#lastAt = startedAt
  }

  /** Takes samples; whether there is something new to tell. */
  add(samples: readonly NodeSample[]): boolean {
    let isNews = false
    for (const sample of samples) {
      this.#limitBytes = sample.heap.limitBytes
      this.#lastAt = sample.at
      if (!this.#floors.add(sample)) continue
      isNews = true
      this.#judge(sample.at)
    }
    return isNews
  }

  #judge(at: EpochMilliseconds): void {
    const { floors } = this.#floors
    const last = floors.at(-1)
    if (floors.length < FEWEST_FLOORS || !last) return
    const hours = floors.map((floor) => (floor.at - this.#startedAt) / HOUR)
    const floor = Math.max(HOURLY_FLOOR.bytes, HOURLY_FLOOR.share * heldBy(last))
    this.#trend = gatedTrend(hours, floors.map(heldBy), { dropFirst: WARM_UP, floor })
    this.#growingInARow = this.#trend.rises ? this.#growingInARow + 1 : 0
    this.#steadyInARow = this.#trend.rises ? 0 : this.#steadyInARow + 1
    if (this.#growingInARow >= ALARM_AFTER) this.#alarmAt ??= at
    if (this.#steadyInARow >= RECOVERED_AFTER) this.#alarmAt = null
  }

  /** @param lost why the process is gone, where it is */
  describe(lost?: string): LeakWatch {
    const { floors } = this.#floors
    const isGrowing = this.#alarmAt !== null
    const perHour = isGrowing && this.#trend ? this.#trend.slope : null
    return {
      attachmentId: this.#attachmentId,
      startedAt: this.#startedAt,
      points: floors.map((floor) => ({ at: floor.at, heapBytes: heldBy(floor) })),
      state: lost === undefined ? (this.#trend ? (isGrowing ? 'growing' : 'steady') : 'collecting') : 'lost',
      message: lost ?? this.#message(floors, perHour),
      bytesPerHour: perHour,
      hoursToHeapLimit: perHour === null ? null : this.#hoursToLimit(floors),
      alarmAt: this.#alarmAt,
    }
  }

  #message(floors: readonly Floor[], perHour: number | null): string {
    const last = floors.at(-1)
    const watched = duration(this.#lastAt - this.#startedAt)
    if (!last || !this.#trend) {
      return floors.length === 0
        ? `In ${watched} it has not collected all its garbage once; until then nothing can be told.`
        : `${counted(floors.length, 'minute')} with a full collection so far; from ${FEWEST_FLOORS} on it can be told whether the heap grows.`
    }
    const holds = `it holds ${bytes(heldBy(last))} after a full collection`
    if (perHour === null) {
      const { slope } = this.#trend
      const by = slope < 0 ? `falls by ${bytes(-slope)}` : `grows by ${bytes(slope)}`
      return `Steady over ${watched}: ${holds}, which ${by} an hour.`
    }
    return `The heap grows by ${bytes(perHour)} an hour (${bytes(this.#trend.low)} to ${bytes(this.#trend.high)}) and does not slow down: ${holds}.`
  }

  /** Of V8's heap alone: what lies outside has no limit. */
  #hoursToLimit(floors: readonly Floor[]): number | null {
    const first = floors[this.#trend?.from ?? 0]
    const last = floors.at(-1)
    if (!first || !last || last.at <= first.at) return null
    const perHour = ((last.usedBytes - first.usedBytes) / (last.at - first.at)) * HOUR
    return perHour > 0 ? Math.max(0, this.#limitBytes - last.usedBytes) / perHour : null
  }
}
