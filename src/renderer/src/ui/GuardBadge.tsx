import { Lock, LockOpen, ShieldQuestionMark } from 'lucide-react'
import type { Guard } from '#shared/contract/environments.ts'
import styles from './GuardBadge.module.css'

/** Each guard as people read it. */
export const guardWords: Record<Guard, { word: string; meaning: string }> = {
  open: { word: 'Open', meaning: 'Changes are allowed.' },
  confirm: { word: 'Confirm', meaning: 'Changes want the environment’s name typed.' },
  'read-only': { word: 'Read-only', meaning: 'Nothing can be changed.' },
}

const icons = { open: LockOpen, confirm: ShieldQuestionMark, 'read-only': Lock }

/** What may be changed in an environment: a shape and a word, and a colour besides. */
export function GuardBadge({ guard }: { guard: Guard }) {
  const Icon = icons[guard]
  const { word, meaning } = guardWords[guard]
  return (
    <span className={styles.badge} data-guard={guard} title={meaning}>
      <Icon size={12} aria-hidden />
      {word}
    </span>
  )
}
