import type { ReplyError } from '../../resp/index.ts'

/** What a key is like now. */
export interface Seen {
  /** Absolute expiry in epoch milliseconds by the clock of its server, NEVER or GONE. */
  expiresAt: number
  /** That clock. */
  now: number
  /** By which its value is known again, where it was asked for and could be read; else empty. */
  evidence: string
}

/** A key to be changed, if it is as expected. */
export interface Step {
  key: Buffer
  /** Its expiry must be this. */
  expected: number
  /** Its expiry then: NEVER removes it, GONE deletes the key. */
  wanted: number
  /** Its value must be that; empty: not asked. */
  evidence: string
}

export type Outcome =
  | 'done'
  /** Done, and as that time has passed the key is gone. */
  | 'doneAndGone'
  | 'already'
  | 'gone'
  | 'otherExpiry'
  | 'otherValue'
  | ReplyError

/**
 * How evidence is taken. `value`: of what is read of the value, so that it is the same whatever order
 * or encoding the server keeps it in; `dump`: of its DUMP.
 */
export type EvidenceKind = 'value' | 'dump'

/** Looks at keys and changes them where they are as expected, each for itself in one indivisible step. */
export interface Hand {
  /** Two readings of the same expiry differ by at most so many milliseconds. */
  tolerance: number
  /** What the ledger should say about how it was done, one sentence. */
  note: string | undefined
  look: (keys: readonly Buffer[], withEvidence: boolean) => Promise<(Seen | ReplyError)[]>
  set: (steps: readonly Step[], evidence: EvidenceKind) => Promise<Outcome[]>
}

/** The same expiry, as far as this server can tell. */
export function isSameExpiry(one: number, other: number, tolerance: number): boolean {
  return one < 0 || other < 0 ? one === other : Math.abs(one - other) <= tolerance
}
