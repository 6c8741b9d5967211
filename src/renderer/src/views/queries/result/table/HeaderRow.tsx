// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ResultChoices } from '#renderer/stores/queries/documents.ts'
import type { PlanColumn } from './columns.ts'
import styles from './PlanTable.module.css'

interface HeaderRowProps {
  columns: readonly PlanColumn[]
  sort: ResultChoices['sort']
  template: string
  onSort: (sort: ResultChoices['sort']) => void
}

/** Sorting orders siblings: largest first, then smallest first, then as the plan has them. */
export function HeaderRow({ columns, sort, template, onSort }: HeaderRowProps) {
  const next = (column: PlanColumn): ResultChoices['sort'] => {
    if (sort.key !== column.key) return { key: column.key, descending: true }
    return sort.descending ? { key: column.key, descending: false } : { key: 'plan', descending: false }
  }
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.headRow} style={{ gridTemplateColumns: template }}>
        <span role="columnheader" className={styles.headName}>
          Node
        </span>
        {columns.map((column) => {
          const sorted = sort.key === column.key
          return (
            <span
              key={column.key}
              role="columnheader"
              aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                className={styles.sort}
                title={column.explanation}
                onClick={() => onSort(next(column))}
              >
                {sorted &&
                  (sort.descending ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />)}
                {column.title}
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
