import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import type { HealthSection } from '#shared/contract/health.ts'
import { stateWords } from './sections.ts'
import styles from './StateMark.module.css'

const icons = { good: CircleCheck, attention: TriangleAlert, unknown: CircleDashed } as const

/** How a subject is: a colour, a shape and a word; the word may be left to screen readers. */
export function StateMark({ state, compact = false }: { state: HealthSection['state']; compact?: boolean }) {
  const Icon = icons[state]
  return (
    <span className={styles[state]}>
      <Icon size={14} aria-hidden />
      {compact ? <HiddenText>{stateWords[state]}: </HiddenText> : stateWords[state]}
    </span>
  )
}
