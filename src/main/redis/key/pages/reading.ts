import type { Limitation } from '#shared/contract/finding.ts'
import type { ShownValue, ValuePage } from '#shared/contract/redis/key.ts'
import type { RedisFacts } from '../../connect/index.ts'
import type { BoundedConnection } from '../bounded-connection.ts'
import { MOST_SHOWN, showValue } from '../shown/show-value.ts'

/** What a page is made from. */
export interface Reading {
  key: Buffer
  connection: BoundedConnection
  facts: RedisFacts
  /** Items, fields or members at most. */
  limit: number
  match: string | undefined
  signal: AbortSignal | undefined
  limitations: Limitation[]
}

export interface ReadPage {
  page: ValuePage
  /** Where the next page begins, as the reader of this type understands it; null at the end. */
  next: string | null
  total: number | null
}

/** Reads a page from where the last one ended; undefined: from the beginning. */
export type PageReader = (reading: Reading, from: string | undefined) => Promise<ReadPage>

/** Letters on one page; it ends earlier where its values are large. */
const MOST_LETTERS = 2 * 1024 * 1024
/** With less room left than this a value is better off on the next page. */
const LEAST_ROOM = 1024

/** The room on a page, which values take one after another. */
export class Room {
  #left = MOST_LETTERS
  #isEmpty = true

  /** At least one value goes on every page. */
  get isFull(): boolean {
    return !this.#isEmpty && this.#left < LEAST_ROOM
  }

  async show(value: Buffer): Promise<ShownValue> {
    return this.take(await showValue(value, { room: Math.min(MOST_SHOWN, Math.max(this.#left, LEAST_ROOM)) }))
  }

  take(shown: ShownValue): ShownValue {
    this.#isEmpty = false
    // Whatever surrounds a value on the page takes some room, too.
    this.#left -= shown.text.length + 50
    return shown
  }
}
