import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './EmptyState.module.css'

export interface EmptyStateProps {
  title: string
  icon?: LucideIcon
  /** What to do next, a sentence or two. */
  children?: ReactNode
  actions?: ReactNode
}

/** Stands where there is nothing yet and says what to do about it. */
export function EmptyState({ title, icon: Icon, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {Icon && <Icon size={20} aria-hidden className={styles.icon} />}
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
