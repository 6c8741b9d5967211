/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { ChevronRight } from 'lucide-react'
import styles from './FlameTable.module.css'

interface FlameTableRowProps {
  id: string
  rowIndex: number
  top: number
  name: string
  depth: number
  self: string
  total: string
  /** 0 to 1. */
  share: number
  /** The end of a `--flame-…` variable. */
  color: string
  /** Undefined where there is nothing to unfold. */
  unfolded: boolean | undefined
  selected: boolean
  hovered: boolean
  dim: boolean
  onFold: () => void
  onSelect: () => void
  onHover: () => void
}

const indent = 16
/** Deeper rows are not indented further, the name would leave the column; they say how deep they are. */
const deepestIndent = 16

/** A row of the table twin, placed where it is to be seen. */
export function FlameTableRow(row: FlameTableRowProps) {
  const { depth, name, share, unfolded } = row
  const fill = { background: `var(--flame-${row.color})` }
  const percent = share * 100
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
    <div
      id={row.id}
      role="row"
      tabIndex={-1}
      aria-rowindex={row.rowIndex}
      aria-level={depth + 1}
      aria-expanded={unfolded}
      aria-selected={row.selected}
      className={styles.row}
      data-hovered={row.hovered || undefined}
      data-dim={row.dim || undefined}
      style={{ transform: `translateY(${row.top}px)` }}
      onClick={row.onSelect}
      onPointerEnter={row.onHover}
    >
      <div
        role="gridcell"
        className={styles.name}
        style={{ paddingLeft: 8 + Math.min(depth, deepestIndent) * indent }}
      >
        {/* Keys fold from the row; this is for the pointer. */}
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={styles.fold}
          data-open={unfolded === true || undefined}
          data-leaf={unfolded === undefined || undefined}
          onClick={(event) => {
            event.stopPropagation()
            row.onFold()
          }}
        >
          <ChevronRight size={14} />
        </button>
        {depth > deepestIndent && (
          <span className={styles.level} aria-hidden>
            {depth + 1}
          </span>
        )}
        <span className={styles.swatch} style={fill} />
        <span className={styles.text} title={name}>
          {name}
        </span>
      </div>
      <div role="gridcell" className={styles.figure}>
        {row.self}
      </div>
      <div role="gridcell" className={styles.figure}>
        {row.total}
      </div>
      <div role="gridcell" className={styles.share}>
        <span className={styles.bar} style={{ ...fill, width: `${Math.min(100, percent)}%` }} />
        <span className={styles.percent}>{percent.toFixed(1)} %</span>
      </div>
    </div>
  )
}
