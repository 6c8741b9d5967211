import type { AdviceProgress, AdviceWork } from '#renderer/stores/indexes/model.ts'
import { formatCompact, formatCount, formatElapsed } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { useElapsed } from '../statement/elapsed.ts'
import { CostLine } from './CostLine.tsx'
import { changeWords } from './figures.ts'
import styles from './SearchProgress.module.css'

const phases: Record<AdviceProgress['phase'], string> = {
  reading: 'Reading the schema and the statements',
  candidates: 'Making candidates',
  searching: 'Searching',
  checking: 'Checking the best set',
}

/** How far a search is: what it does, how much it has tried, what it has found so far. */
export function SearchProgress({ work }: { work: Extract<AdviceWork, { kind: 'running' }> }) {
  const { progress, costs, startedAt, seconds } = work
  const elapsed = useElapsed(startedAt)
  const { baselineCost, cost } = progress ?? {}
  return (
    <div className={styles.progress} role="status" aria-label="Search for indexes">
      <div className={styles.words}>
        <span className={styles.phase}>{phases[progress?.phase ?? 'reading']}</span>
        <span className={styles.clock}>
          {formatElapsed(elapsed)}
          {seconds !== undefined && ` of ${formatElapsed(seconds * 1000)}`}
        </span>
        {progress !== null && progress.candidates > 0 && (
          <span>{formatCount(progress.candidates, 'candidates')}</span>
        )}
        {progress !== null && progress.whatIfCalls > 0 && (
          <span>{formatCount(progress.whatIfCalls, 'what-if calls')}</span>
        )}
        {baselineCost !== undefined && cost !== undefined && (
          <span className={styles.cost}>
            cost {formatCompact(baselineCost)} → {formatCompact(cost)}
            {baselineCost > 0 && ` (${changeWords(baselineCost, cost)})`}
          </span>
        )}
      </div>
      <ProgressBar
        label="Search for indexes"
        done={elapsed}
        total={seconds === undefined ? undefined : seconds * 1000}
      />
      {baselineCost !== undefined && costs.length > 1 && (
        <CostLine baseline={baselineCost} points={costs} until={progress?.elapsedMs ?? 0} />
      )}
    </div>
  )
}
