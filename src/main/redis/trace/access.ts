import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'

export type AccessKind = 'read' | 'write' | 'delete' | 'expire'

/** One access to one key; a command with several keys is several accesses, one after another. */
export interface Access {
  /**
   * When, with fractions. Never earlier than the access before it: what is out of order is taken at
   * the time of its predecessor. Traces without a date begin at 0.
   */
  at: EpochMilliseconds
  /** Which client, a small number given in the order of appearance. */
  client: number
  op: AccessKind
  /** The command in small letters: `get`, `hset`; of foreign traces what they call it. */
  command: string
  /** The key as it travels on the contract: see `keyNameOf`. */
  key: string
  /**
   * Size of the value as it was written, without key and overhead; undefined where it is not told
   * (`INCR`, a deletion). On a read only where the trace tells it.
   */
  bytes: Bytes | undefined
  /**
   * The time to live that this access gives: null none, undefined unchanged. 0 or less: it is gone. On a
   * read, as the size, what the value has that it is filled with.
   */
  ttlMs: Milliseconds | null | undefined
  /** Whether a read found the key, where the trace tells it. */
  outcome?: 'hit' | 'miss'
  /** A write into what is there (`APPEND`, `HSET`, `LPUSH`): `bytes` come on top of it. */
  partial?: true
  /** The access happens only if the key is absent (`SET NX`) or present (`SET XX`, `EXPIRE`). */
  onlyIf?: 'absent' | 'present'
  /** A read that does not count as a use for LRU and LFU: `EXISTS`, `TTL`, `TYPE`. */
  noTouch?: true
}
