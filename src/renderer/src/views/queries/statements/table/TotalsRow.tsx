// See StatementTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { formatCount } from '#renderer/ui/format.ts'
import type { ShownTable } from '../use-table.ts'
import { FigureCells } from './FigureCells.tsx'
import styles from './StatementTable.module.css'

/** All statements of the table together, each counted once. */
export function TotalsRow({
  shown,
  template,
  place,
}: {
  shown: ShownTable
  template: string
  place: number
}) {
  const count = shown.statements.length
  return (
    <div role="rowgroup" className={styles.foot}>
      <div
        role="row"
        className={styles.footRow}
        aria-rowindex={place + 2}
        style={{ gridTemplateColumns: template }}
      >
        <FigureCells
          columns={shown.columns}
          figures={shown.totals}
          context={shown.context}
          renderWords={({ key }) => key === 'query' && `Total of ${formatCount(count)}`}
        />
      </div>
    </div>
  )
}
