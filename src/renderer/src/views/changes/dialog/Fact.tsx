import type { ReactNode } from 'react'
import styles from './ChangeDialog.module.css'

interface FactProps {
  title: string
  action?: ReactNode
  children: ReactNode
}

/** One thing to know before a change is applied. */
export function Fact({ title, action, children }: FactProps) {
  return (
    <section className={styles.fact} aria-label={title}>
      <header className={styles.factTitle}>
        <h3>{title}</h3>
        {action}
      </header>
      <div className={styles.factBody}>{children}</div>
    </section>
  )
}
