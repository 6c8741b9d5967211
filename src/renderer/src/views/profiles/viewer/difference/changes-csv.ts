/** What changed, function by function, as comma-separated values. */
import type { ShownDifference } from '#renderer/stores/profiles/model.ts'
import { csvOfRows } from '#shared/csv.ts'

/** A few milliseconds of the page's time. */
const rowsOfPiece = 4000

/** The largest change of self weight first; the units stand in the head. Made in pieces, so that the page stays awake. */
export async function csvOfChanges({ difference, functions }: ShownDifference): Promise<Blob> {
  const { unit } = difference.columns
  const { name, file, line } = difference.frames
  const { orders, frame, beforeSelf, afterSelf, beforeTotal, afterTotal } = functions
  const head = ['name', 'file', 'line', ...figures.map((figure) => `${figure} (${unit})`)]
  const pieces = [csvOfRows(head, [])]
  for (let from = 0; from < orders.self.length; from += rowsOfPiece) {
    const rows = Array.from(orders.self.subarray(from, from + rowsOfPiece), (row) => {
      const at = frame[row] ?? -1
      const before = [beforeSelf[row] ?? 0, beforeTotal[row] ?? 0] as const
      const after = [afterSelf[row] ?? 0, afterTotal[row] ?? 0] as const
      const changes = [after[0] - before[0], after[1] - before[1]]
      return [name[at], file[at], line[at] === 0 ? null : line[at], ...before, ...after, ...changes]
    })
    const text = csvOfRows(head, rows)
    pieces.push(text.slice(text.indexOf('\n') + 1))
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
  }
  return new Blob(pieces, { type: 'text/csv' })
}

const figures = [
  'self before',
  'total before',
  'self after',
  'total after',
  'change of self',
  'change of total',
]
