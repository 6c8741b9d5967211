import type { Milliseconds } from '#shared/units.ts'
import { SimulatedDict } from './simulated-dict.ts'

/** What the housekeeping looks at in one go, and the share of expired keys above which it goes on at once. */
const KEYS_PER_LOOP = 20
const ACCEPTABLE_STALE_PERCENT = 10
/** Slots that it goes over for each key it wants, at most. */
const SLOTS_PER_KEY = 20
/** Below this fill it waits for a smaller table. */
const LEAST_FILL_PERCENT = 1
const INITIAL_SLOTS = 4

/** When keys expire, and the housekeeping that takes out those that have (`expire.c` of 7.0). */
export class Expiries {
  /** The keys that expire. */
  readonly dict: SimulatedDict
  readonly #at: Float64Array
  readonly #slotKeys: number[] = []
  #cursor = 0
  /** No key expires before. */
  #earliest = Number.POSITIVE_INFINITY

  constructor(hashes: Uint32Array, random: () => number) {
    this.dict = new SimulatedDict(hashes, random)
    this.#at = new Float64Array(hashes.length)
  }

  /** Of a key that expires. */
  at(key: number): Milliseconds {
    return this.#at[key] ?? 0
  }

  /** Whether the key is over; leaves no trace. */
  isOver(key: number, now: Milliseconds): boolean {
    return this.dict.has(key) && this.at(key) < now
  }

  /** Sets when a key expires; `onAdd` is called when it did not expire before, to put it into {@link dict}. */
  set(key: number, at: Milliseconds, onAdd: () => void): void {
    if (this.dict.has(key)) this.dict.find(key)
    else onAdd()
    this.#at[key] = at
    if (at < this.#earliest) this.#earliest = at
  }

  /** Ticks that it takes to go once through the table, and some. */
  get ticksOfRound(): number {
    return this.dict.slots / KEYS_PER_LOOP + 10
  }

  /**
   * One tick (`activeExpireCycle`): goes on through the table slot by slot, and tells `drop` what has
   * expired; it takes the key out of here as well.
   */
  tick(now: Milliseconds, drop: (key: number) => void): void {
    if (this.#earliest > now) return
    const { dict } = this
    let sampled = 0
    let expired = 0
    do {
      const { size } = dict
      if (size === 0) {
        this.#earliest = Number.POSITIVE_INFINITY
        return
      }
      if (dict.slots > INITIAL_SLOTS && Math.floor((size * 100) / dict.slots) < LEAST_FILL_PERCENT) return
      const wanted = Math.min(size, KEYS_PER_LOOP)
      sampled = 0
      expired = 0
      for (let slots = 0; sampled < wanted && slots < wanted * SLOTS_PER_KEY; this.#cursor++) {
        for (const table of dict.isMoving ? bothTables : oneTable) {
          slots++
          const count = dict.keysOfSlot(table, this.#cursor, this.#slotKeys)
          sampled += count
          expired += this.#dropOf(count, now, drop)
        }
      }
    } while (sampled === 0 || Math.floor((expired * 100) / sampled) > ACCEPTABLE_STALE_PERCENT)
  }

  /** Everything that has expired, as many ticks would find it. */
  dropAll(now: Milliseconds, drop: (key: number) => void): void {
    if (this.#earliest > now) return
    this.#earliest = Number.POSITIVE_INFINITY
    for (let key = 0; key < this.#at.length; key++) {
      if (!this.dict.has(key)) continue
      if (this.at(key) < now) drop(key)
      else this.#earliest = Math.min(this.#earliest, this.at(key))
    }
  }

  #dropOf(count: number, now: Milliseconds, drop: (key: number) => void): number {
    let dropped = 0
    for (let i = 0; i < count; i++) {
      const key = this.#slotKeys[i] ?? 0
      if (this.at(key) >= now) continue
      drop(key)
      dropped++
    }
    return dropped
  }
}

const oneTable = [0] as const
const bothTables = [0, 1] as const
