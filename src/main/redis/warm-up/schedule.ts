import type { Milliseconds } from '#shared/units.ts'

/** Later than this a read is given up and counted, instead of sent in a heap with others. */
const TOO_LATE: Milliseconds = 500
/** To catch up, no more than so many times the wanted rate. */
const CATCH_UP = 2

/**
 * When which read is due: the n-th at n / rate, whatever the server does (an open model). What could
 * not be sent in time is caught up at twice the rate at most, so that a pause never ends in a burst,
 * and given up once it is half a second late.
 */
export class Schedule {
  /** Reads that were due and not sent. */
  late = 0
  private readonly ratePerMs: number
  /** Reads that were sent or given up. */
  private done = 0
  private lastAt: Milliseconds = 0

  constructor(readsPerSecond: number) {
    this.ratePerMs = readsPerSecond / 1000
  }

  /**
   * How many reads to send now.
   *
   * @param at since the beginning
   * @param room how many can be sent at all
   */
  due(at: Milliseconds, room: number): number {
    const due = Math.floor(at * this.ratePerMs) + 1 - this.done
    const tooLate = Math.max(0, Math.floor((at - TOO_LATE) * this.ratePerMs) - this.done)
    this.late += tooLate
    this.done += tooLate
    const most = Math.max(1, Math.ceil((at - this.lastAt) * this.ratePerMs * CATCH_UP))
    this.lastAt = at
    const now = Math.max(0, Math.min(due - tooLate, most, room))
    this.done += now
    return now
  }
}
