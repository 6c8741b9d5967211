import { CircleQuestionMark, Equal, TrendingDown, TrendingUp, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { PlanPair } from '#renderer/charts/plan/index.ts'
import type { Measurement, Proof } from '#shared/contract/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatMs } from '#renderer/ui/format.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { IntervalTable } from './IntervalTable.tsx'
import styles from './ProofView.module.css'
import { blocksWords, methodWords, verdictInterval, verdictWords, type Verdict } from './words.ts'

const icons: Record<Verdict, typeof Equal> = {
  faster: TrendingDown,
  slower: TrendingUp,
  same: Equal,
  unclear: CircleQuestionMark,
}

/**
 * What a change did, measured: each statement before and after with its verdict, and its two plans.
 * `compact` leaves the plans out, for narrow places.
 */
export function ProofView({ proof, compact = false }: { proof: Proof; compact?: boolean }) {
  const { measurements, skipped, notes } = proof
  return (
    <div className={styles.proof} data-compact={compact || undefined}>
      {measurements.map((measurement, index) => (
        <MeasurementView
          // Statements may be given twice; their order never changes.
          key={`${index} ${measurement.sql}`}
          measurement={measurement}
          number={index + 1}
          compact={compact}
          plansOpen={index === 0}
        />
      ))}
      {skipped.length > 0 && (
        <section className={styles.skipped} aria-label="Not measured">
          <h4 className={styles.heading}>Not measured</h4>
          <ul>
            {skipped.map(({ sql, reason }) => (
              <li key={sql}>
                <code className={styles.line}>{oneLine(sql)}</code>
                <span className={styles.reason}>{reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {(measurements.length > 0 || notes.length > 0) && (
        <section className={styles.notes} aria-label="How it was measured">
          {measurements.length > 0 && <p>{methodWords(proof)}</p>}
          {notes.length > 0 && (
            <ul>
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  )
}

interface MeasurementProps {
  measurement: Measurement
  number: number
  compact: boolean
  plansOpen: boolean
}

function MeasurementView({ measurement, number, compact, plansOpen }: MeasurementProps) {
  const [open, setOpen] = useState(plansOpen)
  const { sql, parameters, before, after, planChanged } = measurement
  const words = verdictWords(measurement)
  return (
    <section className={styles.measurement} aria-label={`Statement ${number}`}>
      {words === undefined || measurement.verdict === undefined ? (
        <p className={styles.verdict} data-verdict="none">
          <TriangleAlert size={16} aria-hidden />
          Measured before only
        </p>
      ) : (
        <VerdictLine verdict={measurement.verdict} words={words} more={verdictInterval(measurement)} />
      )}
      {compact ? (
        <>
          <code className={styles.line}>{oneLine(sql)}</code>
          <p className={styles.figures}>
            {formatMs(before.ms.median)}
            {after && ` → ${formatMs(after.ms.median)}`}
          </p>
        </>
      ) : (
        <>
          <SqlBlock sql={sql} label={`Statement ${number}`} />
          {parameters !== undefined && parameters.length > 0 && (
            <p className={styles.parameters}>
              {parameters.map((value, at) => `$${at + 1} = ${value ?? 'null'}`).join(' · ')}
            </p>
          )}
          <IntervalTable before={before} after={after} />
        </>
      )}
      {after && (
        <p className={styles.figures}>
          {blocksWords(before, after)}
          {' · '}
          {planChanged === true ? 'the plan changed' : 'the plan is the same'}
        </p>
      )}
      {after && !compact && (
        <div className={styles.plans}>
          <Button size="small" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide the plans' : 'Show the plans'}
          </Button>
          {open && <PlanPair before={before.plan} after={after.plan} fileName={`change-plan-${number}`} />}
        </div>
      )}
    </section>
  )
}

function VerdictLine({
  verdict,
  words,
  more,
}: {
  verdict: Verdict
  words: string
  more: string | undefined
}) {
  const Icon = icons[verdict]
  return (
    <p className={styles.verdict} data-verdict={verdict}>
      <Icon size={16} aria-hidden />
      <strong>{words}</strong>
      {more !== undefined && <span className={styles.more}>{more}</span>}
    </p>
  )
}

function oneLine(sql: string): string {
  return sql.slice(0, 600).replace(/\s+/g, ' ').trim()
}
