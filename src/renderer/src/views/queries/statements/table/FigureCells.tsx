// See StatementTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import type { ReactNode } from 'react'
import type { ColumnContext, StatementColumn } from '../columns.ts'
import type { Figures } from '../figures.ts'
import styles from './StatementTable.module.css'

interface FigureCellsProps {
  columns: readonly StatementColumn[]
  figures: Figures
  context: ColumnContext
  /** What stands in the columns of words. */
  renderWords: (column: StatementColumn) => ReactNode
}

/** The cells of one row: a bar for the share, figures with their units, words. */
export function FigureCells({ columns, figures, context, renderWords }: FigureCellsProps) {
  return columns.map((column) => {
    const { key, figure, format, exact, isText } = column
    if (figure === undefined || format === undefined) {
      return (
        <span key={key} role="gridcell" className={styles.cell} data-column={key} data-text={isText}>
          {renderWords(column)}
        </span>
      )
    }
    const value = figure(figures, context)
    return (
      <span
        key={key}
        role="gridcell"
        className={styles.cell}
        data-column={key}
        data-zero={value === 0 || undefined}
        title={value === undefined ? undefined : exact?.(value)}
      >
        {value === undefined ? (
          ''
        ) : key === 'share' ? (
          <Share percent={value} text={format(value)} />
        ) : (
          format(value)
        )}
      </span>
    )
  })
}

function Share({ percent, text }: { percent: number; text: string }) {
  return (
    <>
      <span className={styles.track} aria-hidden>
        <span className={styles.bar} style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      {text}
    </>
  )
}
