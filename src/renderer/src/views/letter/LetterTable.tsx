import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import type { HealthTable } from '#shared/contract/health.ts'
import { formatCell, nextSort, sortRows, type CellSort } from './cells.ts'
import styles from './LetterTable.module.css'

/** So many rows are shown before "Show all". */
const firstRows = 8

/** A table of the letter, sorted by any column. */
export function LetterTable({ table }: { table: HealthTable }) {
  const { title, columns, rows } = table
  const [sort, setSort] = useState<CellSort | null>(null)
  const [all, setAll] = useState(false)
  const sorted = sortRows(rows, sort)
  const shown = all ? sorted : sorted.slice(0, firstRows)
  return (
    <div className={styles.place}>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label={title}>
        <table className={styles.table}>
          <caption className={styles.caption}>{title}</caption>
          <thead>
            <tr>
              {columns.map(({ label, kind }, column) => (
                <th
                  key={label}
                  scope="col"
                  data-kind={kind}
                  aria-sort={
                    sort?.column === column ? (sort.descending ? 'descending' : 'ascending') : 'none'
                  }
                >
                  <button type="button" onClick={() => setSort(nextSort(sort, column, kind))}>
                    {label}
                    {sort?.column === column &&
                      (sort.descending ? (
                        <ArrowDown size={12} aria-hidden />
                      ) : (
                        <ArrowUp size={12} aria-hidden />
                      ))}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, place) => (
              // Rows have no name of their own: tables and indexes of one name are in several schemas.
              <tr key={`${place} ${String(row[0])}`}>
                {columns.map(({ label, kind }, column) => (
                  <td
                    key={label}
                    data-kind={kind}
                    title={kind === 'text' ? String(row[column] ?? '') : undefined}
                  >
                    {formatCell(row[column] ?? null, kind)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <Button size="small" variant="ghost" onClick={() => setAll(true)}>
          Show all {formatCount(rows.length, 'rows')}
        </Button>
      )}
    </div>
  )
}
