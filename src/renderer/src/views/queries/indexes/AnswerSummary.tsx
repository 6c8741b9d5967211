import { History, Lightbulb } from 'lucide-react'
import { useMemo } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { useIndexes } from '#renderer/stores/indexes.ts'
import { changesSince, savedShare } from '#renderer/stores/indexes/answer.ts'
import type { AdviceAnswer } from '#renderer/stores/indexes/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes, formatCompact, formatCount, formatMs, formatTime } from '#renderer/ui/format.ts'
import styles from './AnswerSummary.module.css'
import { CostBars } from './CostBars.tsx'
import { shareWords } from './figures.ts'

/** What the advice comes to in one line, how it was found, and whether it still holds. */
export function AnswerSummary({ answer, targetId }: { answer: AdviceAnswer; targetId: string }) {
  const { advice, at, workload } = answer
  const { baselineCost, cost, method, whatIfCalls, elapsedMs, budgetBytes, indexes, notes } = advice
  const size = indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const facts = [
    workload,
    method === 'hypopg' ? 'costs by HypoPG' : 'costs by trial indexes',
    formatCount(whatIfCalls, 'what-if calls'),
    formatMs(elapsedMs),
    budgetBytes === null ? undefined : `budget ${formatBytes(budgetBytes)}`,
    `at ${formatTime(at)}`,
  ].filter((fact) => fact !== undefined)
  return (
    <div className={styles.summary}>
      <Stale answer={answer} targetId={targetId} />
      <div className={styles.head}>
        <p className={styles.outcome}>
          {savedShare(advice) <= 0 ? (
            <strong>No new index would pay off.</strong>
          ) : (
            <>
              <strong>
                {indexes.length === 1 ? 'One index' : `${formatCount(indexes.length)} indexes`} of{' '}
                {formatBytes(size)} would save {shareWords(savedShare(advice))} of the workload’s cost
              </strong>
              <span className={styles.costs}>
                from {formatCompact(baselineCost)} to {formatCompact(cost)} planner units
              </span>
            </>
          )}
        </p>
        {savedShare(advice) > 0 && <CostBars before={baselineCost} after={cost} largest={baselineCost} />}
      </div>
      <p className={styles.facts}>{facts.join(' · ')}</p>
      {notes.length > 0 && (
        <ul className={styles.notes} aria-label="Notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Something was changed since: the costs are not those of today. */
function Stale({ answer, targetId }: { answer: AdviceAnswer; targetId: string }) {
  const ledger = useChanges((state) => state.ledger)
  const running = useIndexes((state) => state.targets[targetId]?.work.kind === 'running')
  const advise = useIndexes((state) => state.advise)
  const since = useMemo(
    () => (ledger.kind === 'ready' ? changesSince(answer, ledger.changes, targetId) : []),
    [answer, ledger, targetId],
  )
  const [latest] = since
  if (latest === undefined) return null
  const others = since.length - 1
  return (
    <p className={styles.stale} role="status">
      <History size={14} aria-hidden />
      <span>
        Made before the change “{latest.title}”{latest.status === 'undone' && ' was undone'}
        {others > 0 && ` and ${others} more`}.
      </span>
      <Button size="small" icon={Lightbulb} busy={running} onClick={() => advise(targetId)}>
        Advise again
      </Button>
    </p>
  )
}
