import { Circle, Diamond, Triangle } from 'lucide-react'
import type { Severity } from '#shared/contract/plan.ts'
import styles from './SeverityMark.module.css'

const shapes = { high: Triangle, medium: Diamond, low: Circle } as const

/** The sign of a severity where there is no room for its word. */
export function SeverityMark({ severity, label }: { severity: Severity; label: string }) {
  const Shape = shapes[severity]
  return (
    <Shape
      size={10}
      strokeWidth={2.5}
      fill={severity === 'low' ? 'none' : 'currentcolor'}
      className={styles[severity]}
      role="img"
      aria-label={label}
    />
  )
}
