import type { ReactNode } from 'react'
import styles from './Section.module.css'

/** A part of the inspector with its name. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      {children}
    </section>
  )
}
