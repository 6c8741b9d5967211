import type { Ledger } from '#main/changes/index.ts'
import type { Milliseconds } from '#shared/units.ts'

/** What changes of Redis are kept in. */
export interface ChangesRoom {
  ledger: Ledger
  /** The user-data folder, for the journals. */
  home: string
}

export interface Timeouts {
  connectTimeoutMs: Milliseconds
}
