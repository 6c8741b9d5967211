import type { ChangesRoom } from './room.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import { findJournal, type RowState } from './journal/index.ts'
import { reasonTexts } from './keys/reasons.ts'

const PAGE = 200

type Listed = Extract<RowState, 'changed' | 'skipped' | 'restored' | 'notRestored'>

/** What was put back or left alone later had been changed all the same. */
const statesOf: Record<Listed, readonly RowState[]> = {
  changed: ['changed', 'returning', 'restored', 'notRestored'],
  skipped: ['skipped'],
  restored: ['restored'],
  notRestored: ['notRestored'],
}

export interface KeysPage {
  keys: { key: string; reason?: string }[]
  cursor: string | null
}

/**
 * A page of the keys that a change changed or left alone. Of those that it left alone by its own rule
 * only the number is known. Empty where there is no journal (any more).
 */
export function pageOfKeys(
  { ledger, home }: ChangesRoom,
  id: string,
  state: Listed,
  cursor: string | undefined,
): KeysPage {
  ledger.entry(id)
  using journal = findJournal(home, id)
  const after = cursor === undefined ? 0 : Number.parseInt(cursor, 10) || 0
  const rows = journal?.names(statesOf[state], after, PAGE + 1) ?? []
  const page = rows.slice(0, PAGE)
  return {
    keys: page.map(({ key, reason }) => ({
      key: keyNameOf(key),
      ...(reason === undefined || state === 'changed' ? {} : { reason: reasonTexts[reason] }),
    })),
    cursor: rows.length > PAGE ? String(page.at(-1)?.id ?? 0) : null,
  }
}
