import { PlanPair } from '#renderer/charts/plan/index.ts'
import type { Comparison } from '#renderer/stores/indexes/model.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './ComparedPlans.module.css'

/** Two plans of a statement side by side: as it is, and with the proposals it would use. */
export function ComparedPlans({
  comparison,
  onRetry,
  uses,
}: {
  comparison: Comparison
  onRetry: () => void
  uses: readonly string[]
}) {
  switch (comparison.kind) {
    case 'loading':
      return (
        <p className={styles.waiting}>
          <Spinner label="Planning the statement both ways" /> Planning the statement both ways…
        </p>
      )
    case 'failed':
      return <FailureBox failure={comparison.failure} onRetry={onRetry} />
    case 'ready':
      return (
        <PlanPair
          before={comparison.before}
          after={comparison.after}
          titles={['As it is', `With ${uses.join(', ')}`]}
          fileName="index-advice"
        />
      )
  }
}
