import type { NodeSample } from '#shared/contract/node/live.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'

/** The least that the heap held in a minute, just after a full collection. */
export interface Floor {
  at: EpochMilliseconds
  /** Of V8's heap. */
  usedBytes: Bytes
  /** What it holds outside. */
  externalBytes: Bytes
}

const MINUTE: Milliseconds = 60_000
/** Half a day of minutes; then neighbours become one. */
const MOST_FLOORS = 720
/** Samples after a full collection in which little new garbage can have come: two seconds. */
const SOON_AFTER = 2

/**
 * The floors of a heap's minutes, from samples once a second. Only what is seen soon after a full collection counts:
 * at other times the heap holds garbage that nobody has looked for yet. A minute without one has no floor.
 * Memory is bounded: the longer it is watched, the more minutes share a floor.
 */
export class MinuteFloors {
  #floors: Floor[] = []
  #minute = -Infinity
  #least: Floor | null = null
  #sinceCollection = Infinity
  /** Minutes that share a floor. */
  #resolution = 1

  /** Complete ones, the oldest first. */
  get floors(): readonly Floor[] {
    return this.#floors
  }

  /** Takes a sample; whether a floor was completed by it. */
  add(sample: NodeSample): boolean {
    const minute = Math.floor(sample.at / (MINUTE * this.#resolution))
    let isComplete = false
    if (minute !== this.#minute) {
      isComplete = this.#complete()
      this.#minute = minute
    }
    this.#sinceCollection = sample.gc.markSweeps > 0 ? 0 : this.#sinceCollection + 1
    if (this.#sinceCollection > SOON_AFTER) return isComplete
    const floor = {
      at: sample.at,
      usedBytes: sample.heap.usedBytes,
      externalBytes: sample.externalBytes,
    }
    if (!this.#least || heldBy(floor) < heldBy(this.#least)) this.#least = floor
    return isComplete
  }

  #complete(): boolean {
    if (!this.#least) return false
    this.#floors.push(this.#least)
    this.#least = null
    if (this.#floors.length > MOST_FLOORS) {
      this.#floors = pairs(this.#floors)
      this.#resolution *= 2
    }
    return true
  }
}

export function heldBy({ usedBytes, externalBytes }: Floor): Bytes {
  return usedBytes + externalBytes
}

/** Of each two neighbours the lower. */
function pairs(floors: readonly Floor[]): Floor[] {
  const halved: Floor[] = []
  for (let at = 0; at < floors.length; at += 2) {
    const [first, second] = [floors[at], floors[at + 1]]
    if (first) halved.push(second && heldBy(second) < heldBy(first) ? second : first)
  }
  return halved
}
