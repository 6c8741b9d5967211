import styles from './table.module.css'

export interface ChartTableProps {
  /** Accessible name. */
  label: string
  columns: readonly string[]
  /** Cells as text; the first of each is its name, and no two rows share it. */
  rows: readonly (readonly string[])[]
}

/** The figures of a chart as a table. */
export function ChartTable({ label, columns, rows }: ChartTableProps) {
  return (
    // Takes focus, so that the keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells[0]}>
              {cells.map((cell, index) => (
                <td key={columns[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
