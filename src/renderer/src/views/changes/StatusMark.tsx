import { CircleCheck, CirclePause, CirclePlay, CircleX, TriangleAlert, Undo2 } from 'lucide-react'
import type { ChangeStatus } from '#shared/contract/changes.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './StatusMark.module.css'
import { statusWords } from './status.ts'

const icons = {
  applied: CircleCheck,
  failed: CircleX,
  partial: TriangleAlert,
  interrupted: CirclePause,
  undone: Undo2,
} as const

/**
 * The state of a change: a shape and a word, and a colour besides. `settled`: it was so then, and
 * nothing turns any more.
 */
export function StatusMark({ status, settled = false }: { status: ChangeStatus; settled?: boolean }) {
  const { word, meaning } = statusWords[status]
  if (status === 'applying' || status === 'undoing') {
    return (
      <span className={styles.mark} data-status={status} title={meaning}>
        {settled ? <CirclePlay size={14} aria-hidden /> : <Spinner size={12} />}
        {word}
      </span>
    )
  }
  const Icon = icons[status]
  return (
    <span className={styles.mark} data-status={status} title={meaning}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  )
}
