import { useMemo, useState } from 'react'
import { SeriesFigure } from '#renderer/charts/series/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { useStatements } from '#renderer/stores/statements.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { HistoryPoint, Statement } from '#shared/contract/statements.ts'
import { historyMetrics, historyWords, seriesOf, type HistoryMetric } from './history.ts'
import { Section } from '#renderer/ui/Section.tsx'
import styles from './StatementInspector.module.css'

/** The statement over the moments at which Pitwall looked. */
export function HistorySection({ statement }: { statement: Statement }) {
  const detail = useStatements((state) => state.detail)
  const again = useStatements((state) => state.readHistoryAgain)
  const mine = detail?.statementId === statement.id ? detail : null
  const history = mine?.history ?? null
  const failure = mine?.historyFailure ?? null
  return (
    <Section title="History">
      {failure !== null && <FailureBox failure={failure} onRetry={again} />}
      {history === null && failure === null && <Spinner label="Reading its history" />}
      {history?.length === 0 && (
        <p className={styles.none}>
          Nothing yet. While Pitwall reads the statements it keeps their figures, once a minute at most; two
          moments make a line.
        </p>
      )}
      {history !== null && history.length > 0 && <HistoryChart points={history} id={statement.id} />}
    </Section>
  )
}

function HistoryChart({ points, id }: { points: readonly HistoryPoint[]; id: string }) {
  const [metric, setMetric] = useState<HistoryMetric>('mean')
  const series = useMemo(() => seriesOf(points, metric), [points, metric])
  return (
    <SeriesFigure
      series={series}
      label={`${historyWords[metric].name} of the statement over time`}
      fileName={`statement-${id.replaceAll(/[^\w-]/g, '_')}-${metric}`}
      controls={
        <SegmentedControl
          label="Figure"
          size="small"
          options={historyMetrics.map((value) => ({ value, label: historyWords[value].name }))}
          value={metric}
          onChange={setMetric}
        />
      }
      onSaveFailed={(why) =>
        notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
      }
    />
  )
}
