import { GitCompareArrows, X } from 'lucide-react'
import { indexesOf, useIndexes } from '#renderer/stores/indexes.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCompact } from '#renderer/ui/format.ts'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlText } from '#renderer/ui/SqlText.tsx'
import type { Advice, IndexProposal } from '#shared/contract/advisor.ts'
import { ComparedPlans } from './ComparedPlans.tsx'
import { CostBars } from './CostBars.tsx'
import styles from './GainRow.module.css'

export interface GainRowProps {
  gain: IndexProposal['gains'][number]
  query: Advice['queries'][number]
  /** The cost that fills the bars. */
  largest: number
  targetId: string
}

/** A statement that gains: how much, and on demand its two plans side by side. */
export function GainRow({ gain, query, largest, targetId }: GainRowProps) {
  const { compare, closeComparison } = useIndexes()
  const comparison = useIndexes((state) => indexesOf(state, targetId).comparisons[query.id])
  const parameters = useIndexes((state) => indexesOf(state, targetId).answer?.parameters.get(query.id))
  const openStatement = useQueries((state) => state.openStatement)
  return (
    <li className={styles.gain}>
      <div className={styles.line}>
        <CostBars before={gain.costBefore} after={gain.costAfter} largest={largest} figures />
        <span className={styles.weight} title="How often it runs, against the others">
          × {formatCompact(query.weight)}
        </span>
        <button
          type="button"
          className={styles.statement}
          title={query.sql}
          onClick={() =>
            openStatement({ targetId, sql: query.sql, ...(parameters && { parameters }), plan: true })
          }
        >
          <SqlText sql={oneLine(query.sql)} />
        </button>
        {comparison === undefined ? (
          <Button size="small" icon={GitCompareArrows} onClick={() => compare(targetId, query.id)}>
            Compare plans
          </Button>
        ) : (
          <Button size="small" icon={X} onClick={() => closeComparison(targetId, query.id)}>
            Close the plans
          </Button>
        )}
      </div>
      {comparison !== undefined && (
        <ComparedPlans
          comparison={comparison}
          onRetry={() => compare(targetId, query.id)}
          uses={query.uses}
        />
      )}
    </li>
  )
}
