// The rows of these grids are no table rows: see the tables on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ArrowDown, ArrowUp } from 'lucide-react'

interface SortableColumn<Key extends string> {
  key: Key
  title: string
  explanation?: string | undefined
  /** Words, which are sorted from A. */
  isText?: boolean | undefined
}

export interface SortableHeadProps<Key extends string> {
  columns: readonly SortableColumn<Key>[]
  sort: { key: Key; descending: boolean }
  /** Of the grid's columns, in CSS. */
  template: string
  onSort: (sort: { key: Key; descending: boolean }) => void
  /** Classes of the table that it heads. */
  classes: Readonly<Partial<Record<'head' | 'headRow' | 'headCell' | 'sort', string>>>
}

/** Figures are sorted from the largest first, words from A; a second press turns it over. */
export function SortableHead<Key extends string>({
  columns,
  sort,
  template,
  onSort,
  classes,
}: SortableHeadProps<Key>) {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
        {columns.map(({ key, title, explanation, isText = false }) => {
          const isSorted = sort.key === key
          const Arrow = sort.descending ? ArrowDown : ArrowUp
          return (
            <span
              key={key}
              role="columnheader"
              aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              data-column={key}
              data-text={isText || undefined}
              className={classes.headCell}
            >
              <button
                type="button"
                className={classes.sort}
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
