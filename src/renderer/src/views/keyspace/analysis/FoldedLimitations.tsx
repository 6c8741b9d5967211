import { ChevronDown, ChevronRight, Info } from 'lucide-react'
import { useState } from 'react'
import type { Limitation } from '#shared/contract/finding.ts'
import { LimitationNotices } from '../../findings/LimitationNotices.tsx'
import styles from './FoldedLimitations.module.css'

export interface FoldedLimitationsProps {
  targetId: string
  limitations: readonly Limitation[]
}

/** What an analysis could not see, in one line that unfolds. */
export function FoldedLimitations({ targetId, limitations }: FoldedLimitationsProps) {
  const [open, setOpen] = useState(false)
  if (limitations.length === 0) return null
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <div className={styles.place}>
      <button type="button" className={styles.line} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Chevron size={14} aria-hidden className={styles.chevron} />
        <Info size={14} aria-hidden className={styles.icon} />
        <span className={styles.text}>
          {open ? 'What was not seen' : limitations.map(({ message }) => message).join(' ')}
        </span>
      </button>
      {open && <LimitationNotices targetId={targetId} limitations={limitations} />}
    </div>
  )
}
