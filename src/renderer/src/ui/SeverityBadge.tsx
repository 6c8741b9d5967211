import { Circle, Diamond, Triangle } from 'lucide-react'
import type { Severity } from '#shared/contract/plan.ts'
import styles from './SeverityBadge.module.css'

const looks = {
  high: { word: 'High', Icon: Triangle, fill: 'currentcolor' },
  medium: { word: 'Medium', Icon: Diamond, fill: 'currentcolor' },
  low: { word: 'Low', Icon: Circle, fill: 'none' },
} as const

/** How much something costs: a colour, a shape and a word. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const { word, Icon, fill } = looks[severity]
  return (
    <span className={styles[severity]}>
      <Icon size={10} fill={fill} strokeWidth={2.5} aria-hidden />
      {word}
    </span>
  )
}
