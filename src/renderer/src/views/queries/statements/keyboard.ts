/** What a key means in the table of statements, after the grid patterns of the ARIA practices. Pure. */
import { placeOfKey } from '#renderer/ui/place-of-key.ts'
import type { StatementRow } from './rows.ts'

export type RowMove =
  | { kind: 'go'; to: number }
  | { kind: 'fold'; name: string }
  | { kind: 'open'; row: StatementRow }

/** `place` is where the cursor is, `page` how many rows a page key moves by. Null for other keys. */
export function rowMove(
  key: string,
  rows: readonly StatementRow[],
  place: number,
  page: number,
): RowMove | null {
  const to = placeOfKey(key, place, rows.length, page)
  if (to !== null) return { kind: 'go', to }
  const row = rows[place]
  switch (key) {
    case ' ':
      if (row === undefined) return null
      return row.kind === 'group' ? { kind: 'fold', name: row.name } : { kind: 'go', to: place }
    case 'Enter':
      if (row === undefined) return null
      return row.kind === 'group' ? { kind: 'fold', name: row.name } : { kind: 'open', row }
    case 'ArrowRight':
      return row?.kind === 'group' && row.folded ? { kind: 'fold', name: row.name } : null
    case 'ArrowLeft': {
      if (row?.kind === 'group') return row.folded ? null : { kind: 'fold', name: row.name }
      const head = rows.findLastIndex((other, at) => at < place && other.kind === 'group')
      return head < 0 ? null : { kind: 'go', to: head }
    }
    default:
      return null
  }
}
