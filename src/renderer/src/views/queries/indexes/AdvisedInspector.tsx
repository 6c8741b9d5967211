import { GitCompareArrows } from 'lucide-react'
import { indexesOf, useIndexes } from '#renderer/stores/indexes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { formatCompact } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { Advice } from '#shared/contract/advisor.ts'
import { SqlActions } from '#renderer/ui/SqlActions.tsx'
import styles from './AdvisedInspector.module.css'
import { changeWords } from './figures.ts'
import { ComparedPlans } from './ComparedPlans.tsx'

export interface AdvisedInspectorProps {
  query: Advice['queries'][number]
  targetId: string
  onOpen: () => void
  onClose: () => void
}

/** The chosen statement of a workload: its whole text, what it costs, which proposals it would use. */
export function AdvisedInspector({ query, targetId, onOpen, onClose }: AdvisedInspectorProps) {
  const { compare, closeComparison } = useIndexes()
  const comparison = useIndexes((state) => indexesOf(state, targetId).comparisons[query.id])
  const { sql, weight, costBefore, costAfter, uses } = query
  return (
    <InspectorContent title="Statement" onClose={onClose}>
      <div className={styles.inspector}>
        <SqlBlock
          label="The whole statement"
          sql={sql}
          actions={<SqlActions sql={sql} what="the statement" onOpen={onOpen} />}
        />
        <dl className={styles.facts}>
          <dt>Cost of one run</dt>
          <dd>
            {formatCompact(costBefore)} → {formatCompact(costAfter)} ({changeWords(costBefore, costAfter)})
          </dd>
          <dt>Runs</dt>
          <dd>{formatCompact(weight)}</dd>
          <dt>Would use</dt>
          <dd>{uses.length === 0 ? 'none of the proposals' : uses.join(', ')}</dd>
        </dl>
        {uses.length > 0 && (
          <div>
            <Button size="small" icon={GitCompareArrows} onClick={() => compare(targetId, query.id)}>
              Compare plans
            </Button>
          </div>
        )}
      </div>
      {comparison !== undefined && (
        <Dialog
          open
          size="large"
          title="The plan as it is, and as it would be"
          onClose={() => closeComparison(targetId, query.id)}
        >
          <ComparedPlans comparison={comparison} onRetry={() => compare(targetId, query.id)} uses={uses} />
        </Dialog>
      )}
    </InspectorContent>
  )
}
