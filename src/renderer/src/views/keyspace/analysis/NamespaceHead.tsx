// See NamespaceTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { NamespaceSort } from '#renderer/stores/keyspace/choices.ts'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'
import { columns } from './columns.ts'
import styles from './NamespaceTable.module.css'

export interface NamespaceHeadProps {
  access: Analysis['access']
  sort: NamespaceSort
  template: string
  onSort: (sort: NamespaceSort) => void
}

/** Figures are sorted from the largest first, words from A; a second press turns it over. */
export function NamespaceHead({ access, sort, template, onSort }: NamespaceHeadProps) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.headRow} style={{ gridTemplateColumns: template }}>
        {columns.map(({ key, title, explanation, isText = false }) => {
          const isSorted = sort.key === key
          const Arrow = sort.descending ? ArrowDown : ArrowUp
          return (
            <span
              key={key}
              role="columnheader"
              aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
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
                {title(access)}
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
