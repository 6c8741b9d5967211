import { Circle, Diamond, Triangle } from 'lucide-react'
import type { Severity } from '#shared/contract/plan.ts'
import { HiddenText } from './HiddenText.tsx'
import styles from './SeverityMark.module.css'

const shapes = { high: Triangle, medium: Diamond, low: Circle } as const

/** The sign of a severity where there is no room for its word. */
export function SeverityMark({ severity, label }: { severity: Severity; label: string }) {
  const Shape = shapes[severity]
  return (
    <span className={styles[severity]} title={label}>
      <Shape size={10} strokeWidth={2.5} fill={severity === 'low' ? 'none' : 'currentcolor'} aria-hidden />
      <HiddenText>{label}</HiddenText>
    </span>
  )
}
