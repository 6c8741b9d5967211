import type { Reason } from '../keys/reasons.ts'

/** How far a key is. The order is the number in the file: only ever append. */
export const rowStates = [
  /** Written down; whether the server has done it is not known yet. */
  'sent',
  'changed',
  /** Somebody else was faster, or the server refused. */
  'skipped',
  /** Its former state was sent; whether the server has it is not known yet. */
  'returning',
  'restored',
  'notRestored',
] as const
export type RowState = (typeof rowStates)[number]

export interface NewRow {
  key: Buffer
  /** Absolute expiry in epoch milliseconds by the server's clock; NEVER. */
  before: number
  /** The same, as it shall be; GONE for a key that is deleted. */
  after: number
  /** By which the value is known again; empty where the expiry says enough. */
  evidence: string
  /** Of a deleted key that can be put back. */
  dump: Buffer | null
}

export interface JournalRow extends NewRow {
  id: number
  state: RowState
  reason: Reason | undefined
}

/** What became of a row; `forget`: nothing was done, and it may be tried again. */
export interface Verdict {
  id: number
  state: RowState | 'forget'
  reason?: Reason | undefined
}
