import type { CostPoint } from '#renderer/stores/indexes/model.ts'
import { formatCompact } from '#renderer/ui/format.ts'
import type { Milliseconds } from '#shared/units.ts'
import styles from './CostLine.module.css'
import { costSteps } from './figures.ts'

const width = 600
const height = 48

/** How the cost of the best set has fallen, from the cost without any. The figures stand above it in words. */
export function CostLine({
  baseline,
  points,
  until,
}: {
  baseline: number
  points: readonly CostPoint[]
  until: Milliseconds
}) {
  const last = points.at(-1)
  if (last === undefined) return null
  const steps = costSteps(points, baseline, until, { width, height })
  return (
    <svg
      className={styles.line}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`The cost has fallen from ${formatCompact(baseline)} to ${formatCompact(last.cost)}`}
    >
      <path d={`${steps} V${height} H0 Z`} className={styles.area} />
      <path d={steps} className={styles.stroke} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
