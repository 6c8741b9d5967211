import type { ReactNode } from 'react'
import styles from './HiddenText.module.css'

/** Words for screen readers beside a sign for the eye. */
export function HiddenText({ children }: { children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>
}
