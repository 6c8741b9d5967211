import { ReplyError } from '../../resp/index.ts'
import type { Journal, JournalRow, Verdict } from '../journal/index.ts'
import { type Hand, isSameExpiry, type Seen } from './hand.ts'
import { GONE, NEVER } from './rule.ts'

const BATCH = 200

/**
 * Looks what became of the rows that were written down and never confirmed. Changes nothing on the
 * server.
 */
export async function settleJournal(hand: Hand, journal: Journal): Promise<void> {
  for (;;) {
    const rows = journal.rows('sent', 0, BATCH)
    if (rows.length === 0) return
    journal.write({ verdicts: await settleRows(hand, rows) })
  }
}

/** The same for what an undo was about to put back: what is not seen to be back is tried again later. */
export async function settleReturning(hand: Hand, journal: Journal): Promise<void> {
  for (;;) {
    const rows = journal.rows('returning', 0, BATCH)
    if (rows.length === 0) return
    const seen = await hand.look(
      rows.map(({ key }) => key),
      false,
    )
    journal.write({
      verdicts: rows.map(({ id, before, after }, at) => {
        const one = seen[at]
        const isBack =
          after !== GONE &&
          one !== undefined &&
          !(one instanceof ReplyError) &&
          isSameExpiry(one.expiresAt, before, hand.tolerance)
        return { id, state: isBack ? 'restored' : 'changed' }
      }),
    })
  }
}

/** What became of rows of state `sent`; `forget` for a key that is as it was before. */
export async function settleRows(hand: Hand, rows: readonly JournalRow[]): Promise<Verdict[]> {
  const seen = await hand.look(
    rows.map(({ key }) => key),
    rows.some(({ after }) => after === NEVER),
  )
  return rows.map((row, at) => {
    const one = seen[at]
    if (!one || one instanceof ReplyError) return { id: row.id, state: 'skipped', reason: 'forbidden' }
    return verdictOf(row, one, hand.tolerance)
  })
}

function verdictOf({ id, before, after, evidence }: JournalRow, seen: Seen, tolerance: number): Verdict {
  const is = (expiry: number): boolean => isSameExpiry(seen.expiresAt, expiry, tolerance)
  if (is(before)) return { id, state: 'forget' }
  if (seen.expiresAt === GONE) {
    return after === GONE ? { id, state: 'changed' } : { id, state: 'skipped', reason: 'gone' }
  }
  if (!is(after)) return { id, state: 'skipped', reason: 'otherExpiry' }
  const isOther = after === NEVER && evidence !== '' && seen.evidence !== evidence
  return isOther ? { id, state: 'skipped', reason: 'otherValue' } : { id, state: 'changed' }
}
