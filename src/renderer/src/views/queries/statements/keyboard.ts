/** What a key means in the table of statements, after the grid patterns of the ARIA practices. Pure. */
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
  const go = (to: number): RowMove | null =>
    rows.length === 0 ? null : { kind: 'go', to: Math.min(rows.length - 1, Math.max(0, to)) }
  const row = rows[place]
  switch (key) {
    case 'ArrowDown':
      return go(place + 1)
    case 'ArrowUp':
      return go(place - 1)
    case 'PageDown':
      return go(place + page)
    case 'PageUp':
      return go(place - page)
    case 'Home':
      return go(0)
    case 'End':
      return go(rows.length - 1)
    case ' ':
      return row?.kind === 'group' ? { kind: 'fold', name: row.name } : go(place)
    case 'Enter':
      if (row === undefined) return null
      return row.kind === 'group' ? { kind: 'fold', name: row.name } : { kind: 'open', row }
    case 'ArrowRight':
      return row?.kind === 'group' && row.folded ? { kind: 'fold', name: row.name } : null
    case 'ArrowLeft': {
      if (row?.kind === 'group') return row.folded ? null : { kind: 'fold', name: row.name }
      const head = rows.findLastIndex((other, at) => at < place && other.kind === 'group')
      return head < 0 ? null : go(head)
    }
    default:
      return null
  }
}
