/** The cells of a letter's tables, written and sorted by the kind of their column. Pure. */
import { formatBytes, formatCount, formatMs, formatPercent } from '#renderer/ui/format.ts'
import type { HealthTable } from '#shared/contract/health.ts'

type Column = HealthTable['columns'][number]
export type Cell = HealthTable['rows'][number][number]

/** A cell with its unit; a dash where nothing is known. Percentages come as 0 to 100. */
export function formatCell(cell: Cell, kind: Column['kind']): string {
  if (cell === null) return '–'
  if (typeof cell === 'string') return cell
  switch (kind) {
    case 'bytes':
      return formatBytes(cell)
    case 'ms':
      return formatMs(cell)
    case 'percent':
      return formatPercent(cell / 100)
    case 'count':
    case 'text':
      return formatCount(cell)
  }
}

export interface CellSort {
  column: number
  descending: boolean
}

/** Rows by one column; what is not known stands last either way. Without a sort, as they came. */
export function sortRows(rows: HealthTable['rows'], sort: CellSort | null): HealthTable['rows'] {
  if (sort === null) return rows
  const { column, descending } = sort
  return rows.toSorted((one, other) => {
    const a = one[column] ?? null
    const b = other[column] ?? null
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    return (descending ? -1 : 1) * compare(a, b)
  })
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), undefined, { numeric: true })
}

/** Figures begin with the largest, texts with A; a second press turns it about. */
export function nextSort(sort: CellSort | null, column: number, kind: Column['kind']): CellSort {
  const descending = sort?.column === column ? !sort.descending : kind !== 'text'
  return { column, descending }
}
