// See StatementTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { StatementSort } from '#renderer/stores/statements/choices.ts'
import type { StatementColumn } from '../columns.ts'
import styles from './StatementTable.module.css'

interface HeaderRowProps {
  columns: readonly StatementColumn[]
  sort: StatementSort
  template: string
  onSort: (sort: StatementSort) => void
}

/** Figures are sorted from the largest first, words from A; a second press turns it over. */
export function HeaderRow({ columns, sort, template, onSort }: HeaderRowProps) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.headRow} style={{ gridTemplateColumns: template }}>
        {columns.map(({ key, title, explanation, isText = false }) => {
          // Share and total are one figure: only the one that was pressed says so.
          const isSorted = sort.key === key
          const Arrow = sort.descending ? ArrowDown : ArrowUp
          return (
            <span
              key={key}
              role="columnheader"
              aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              data-column={key}
              data-text={isText || undefined}
              className={styles.headCell}
            >
              <button
                type="button"
                className={styles.sort}
                title={explanation}
                onClick={() => onSort({ key, descending: isSorted ? !sort.descending : !isText })}
              >
                {isSorted && <Arrow size={11} aria-hidden />}
                {title}
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
