import { Info } from 'lucide-react'
import type { Limitation } from '#shared/contract/finding.ts'
import styles from './LimitationNotices.module.css'
import { ProposalButtons } from './ProposalButtons.tsx'

/** What could not be seen or done, how to get it, and the change that would lift it. */
export function LimitationNotices({
  targetId,
  limitations,
}: {
  targetId: string
  limitations: readonly Limitation[]
}) {
  if (limitations.length === 0) return null
  return (
    <ul className={styles.notices} aria-label="Limitations">
      {limitations.map(({ message, hint, proposals }) => (
        <li key={message} className={styles.notice}>
          <Info size={14} aria-hidden className={styles.icon} />
          <p className={styles.text}>
            {message} <span className={styles.hint}>{hint}</span>
          </p>
          <ProposalButtons targetId={targetId} proposals={proposals} />
        </li>
      ))}
    </ul>
  )
}
