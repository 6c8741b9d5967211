import { Play, Square } from 'lucide-react'
import { useState } from 'react'
import { CurvesFigure, type CurveSet } from '#renderer/charts/curves/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { useWarmUp } from '#renderer/stores/warm-up.ts'
import { inputOf, type WarmUp } from '#renderer/stores/warm-up/model.ts'
import { warmUpOf } from '#renderer/stores/warm-up/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount, formatElapsed, formatPercent } from '#renderer/ui/format.ts'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { WarmUpSample } from '#shared/contract/redis/warm-up.ts'
import { ThroughFields } from './ThroughFields.tsx'
import styles from './WarmUpPane.module.css'

interface WarmUpPaneProps {
  traceId: string
  targetId: string
}

/** Replays the reads of a trace, and shows the hit rate come back. */
export function WarmUpPane({ traceId, targetId }: WarmUpPaneProps) {
  const warmUp = useWarmUp((state) => warmUpOf(state, traceId))
  const { choose, run, stop } = useWarmUp()
  const [confirmation, setConfirmation] = useState('')
  const { choice, samples, state } = warmUp
  const asksName = state.kind === 'failed' && state.failure.facts['needs'] === 'confirmation'
  const ready = inputOf(choice, { traceId, targetId }, undefined) !== undefined
  const start = (): void => run(traceId, targetId, confirmation === '' ? undefined : confirmation)
  return (
    <section className={styles.pane} aria-label="Warm-up">
      <h3>Warm-up</h3>
      <p className={styles.hint}>
        Sends the reads of the trace again, in their order and at a steady rate, and counts how many find
        their key.
      </p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) start()
        }}
      >
        <div className={styles.fields}>
          <TextField
            label="Reads per second"
            type="number"
            value={String(choice.readsPerSecond)}
            onChange={(value) => choose(traceId, { readsPerSecond: Number(value) })}
          />
          <TextField
            label="Seconds"
            type="number"
            value={String(choice.seconds)}
            onChange={(value) => choose(traceId, { seconds: Number(value) })}
          />
          <TextField
            label="Only keys that match"
            value={choice.match}
            onChange={(match) => choose(traceId, { match })}
            placeholder="all"
            mono
          />
        </div>
        <ThroughFields choice={choice} onChange={(change) => choose(traceId, change)} />
        {state.kind === 'failed' && <FailureBox failure={state.failure} />}
        <div className={styles.fields}>
          {asksName && (
            <TextField
              label={`Type “${String(state.failure.facts['environment'] ?? '')}” to confirm`}
              value={confirmation}
              onChange={setConfirmation}
              mono
            />
          )}
          {state.kind === 'running' ? (
            <Button icon={Square} onClick={() => stop(traceId)}>
              Stop
            </Button>
          ) : (
            <Button type="submit" variant="primary" icon={Play} disabled={!ready}>
              Replay
            </Button>
          )}
        </div>
      </form>
      {samples.length > 0 && <Course samples={samples} />}
      <Outcome warmUp={warmUp} />
    </section>
  )
}

function Course({ samples }: { samples: readonly WarmUpSample[] }) {
  const last = samples.at(-1)
  // A sample counts its own second.
  const sum = (what: 'sent' | 'failed' | 'late'): number =>
    samples.reduce((all, sample) => all + sample[what], 0)
  return (
    <CurvesFigure
      set={curveOf(samples)}
      label="Hit rate while warming up"
      fileName="warm-up"
      onSaveFailed={(why) =>
        void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
      }
      controls={
        <span className={styles.figures} role="status">
          <strong>
            {last === undefined || last.hitRate === null ? '–' : formatPercent(last.hitRate)} of reads found
            their key
          </strong>
          <span className={styles.hint}>
            {last && `${formatElapsed(last.elapsedMs)} · ${formatCount(sum('sent'))} sent`}
            {sum('failed') > 0 && ` · ${formatCount(sum('failed'))} failed`}
            {sum('late') > 0 && ` · ${formatCount(sum('late'))} late`}
          </span>
        </span>
      }
    />
  )
}

function curveOf(samples: readonly WarmUpSample[]): CurveSet {
  return {
    curves: [
      {
        name: 'Hit rate',
        points: samples.flatMap(({ elapsedMs, hitRate }) =>
          hitRate === null ? [] : [{ x: elapsedMs, y: hitRate }],
        ),
      },
    ],
    x: { name: 'Time', format: formatElapsed },
    y: { name: 'Hit rate', format: formatPercent, min: 0, max: 1 },
  }
}

function Outcome({ warmUp: { state } }: { warmUp: WarmUp }) {
  if (state.kind === 'stopped') return <p className={styles.hint}>Stopped before its time was over.</p>
  if (state.kind !== 'ended') return null
  const { sent, failed, failures, unmatched, notes } = state.end
  return (
    <div>
      <p>
        {formatCount(sent, 'reads')} sent
        {failed > 0 && `, ${formatCount(failed)} failed`}
        {unmatched > 0 && `; ${formatCount(unmatched)} reads of keys without a route were left out`}.
      </p>
      {failures.map(({ kind, count }) => (
        <p key={kind}>
          {formatCount(count)} × {kind}
        </p>
      ))}
      {notes.map((note) => (
        <p key={note} className={styles.hint}>
          {note}
        </p>
      ))}
    </div>
  )
}
