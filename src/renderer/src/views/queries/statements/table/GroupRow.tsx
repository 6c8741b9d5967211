// See StatementTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { formatCount } from '#renderer/ui/format.ts'
import type { ColumnContext, StatementColumn } from '../columns.ts'
import type { StatementRow } from '../rows.ts'
import { shownTable } from '../table-name.ts'
import { FigureCells } from './FigureCells.tsx'
import styles from './StatementTable.module.css'

interface GroupRowProps {
  id: string
  row: Extract<StatementRow, { kind: 'group' }>
  columns: readonly StatementColumn[]
  context: ColumnContext
  template: string
  top: number
  place: number
  focused: boolean
  onToggle: (name: string) => void
}

/** The head of a group, with the figures of all in it. */
export function GroupRow({
  id,
  row,
  columns,
  context,
  template,
  top,
  place,
  focused,
  onToggle,
}: GroupRowProps) {
  const Arrow = row.folded ? ChevronRight : ChevronDown
  return (
    // The keyboard is handled by the grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="row"
      className={styles.row}
      aria-level={1}
      aria-rowindex={place + 2}
      aria-expanded={!row.folded}
      data-group
      data-focused={focused || undefined}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={() => onToggle(row.name)}
    >
      <FigureCells
        columns={columns}
        figures={row.figures}
        context={context}
        renderWords={({ key }) =>
          key === 'query' && (
            <span className={styles.group}>
              <Arrow size={12} aria-hidden />
              <span className={styles.groupName}>{shownTable(row.name)}</span>
              <span className={styles.groupCount}>{formatCount(row.count)}</span>
            </span>
          )
        }
      />
    </div>
  )
}
