import type { ReactNode } from 'react'
import styles from './SqlBlock.module.css'
import { SqlText } from './SqlText.tsx'

export interface SqlBlockProps {
  /** What it is, for screen readers. */
  label: string
  sql: string
  /** Buttons above it, such as "Copy". */
  actions?: ReactNode
  /** Words beside them. */
  caption?: ReactNode
}

/** SQL in a box of its own, with what can be done with it. */
export function SqlBlock({ label, sql, actions, caption }: SqlBlockProps) {
  return (
    <figure className={styles.block} aria-label={label}>
      {(actions !== undefined || caption !== undefined) && (
        <figcaption className={styles.head}>
          <span className={styles.caption}>{caption}</span>
          {actions}
        </figcaption>
      )}
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} tabIndex={0} aria-label={label}>
        <SqlText sql={sql} />
      </pre>
    </figure>
  )
}
