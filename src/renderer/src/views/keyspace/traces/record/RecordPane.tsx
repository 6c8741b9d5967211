import { CircleDot } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTraces } from '#renderer/stores/traces.ts'
import { type RecordingMode, recordingSeconds } from '#renderer/stores/traces/model.ts'
import { tracesOf } from '#renderer/stores/traces/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { ExpectedCostNote } from './ExpectedCostNote.tsx'
import styles from './RecordPane.module.css'
import { RecordingProgress } from './RecordingProgress.tsx'

const modes: readonly { value: RecordingMode; label: string }[] = [
  { value: 'monitor', label: 'Every access' },
  { value: 'statistics', label: 'Statistics' },
]

const words: Record<RecordingMode, string> = {
  monitor:
    'MONITOR: which client reads and writes which key when, and how large the values are; the values themselves are not kept. It shows hot keys and namespaces, and can be simulated and replayed.',
  statistics:
    'INFO once a second: hits, misses, commands, evictions and expirations. It costs next to nothing and has no keys.',
}

/** What to record and for how long, what it would cost, and how it goes. */
export function RecordPane({ target }: { target: Target }) {
  const { recording, mode, seconds } = useTraces((state) => tracesOf(state, target.id))
  const { choose, record, askCost } = useTraces()
  const [confirmation, setConfirmation] = useState('')
  const needsName = recording.kind === 'failed' && recording.failure.facts['needs'] === 'confirmation'
  const ready = recordingSeconds(seconds) !== undefined
  useEffect(() => {
    if (mode === 'monitor') askCost(target.id)
  }, [mode, askCost, target.id])
  if (recording.kind === 'running') return <RecordingProgress target={target} recording={recording} />
  return (
    <form
      className={styles.pane}
      aria-label="Record"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) record(target.id, needsName ? confirmation : undefined)
      }}
    >
      <h3>Record what clients access</h3>
      <div className={styles.fields}>
        <SegmentedControl
          label="What to record"
          options={modes}
          value={mode}
          onChange={(next) => choose(target.id, { mode: next })}
        />
        <TextField
          label="Seconds"
          type="number"
          value={seconds}
          onChange={(next) => choose(target.id, { seconds: next })}
          error={ready ? undefined : 'From 1 to 3600'}
          className={styles.seconds}
        />
      </div>
      <p className={styles.words}>{words[mode]}</p>
      {mode === 'monitor' && <ExpectedCostNote target={target} />}
      {recording.kind === 'failed' && (
        <FailureBox
          failure={recording.failure}
          actions={
            recording.failure.code === 'PERMISSION' && mode === 'monitor' ? (
              <Button size="small" onClick={() => choose(target.id, { mode: 'statistics' })}>
                Record statistics instead
              </Button>
            ) : undefined
          }
        />
      )}
      {needsName && (
        <TextField
          label={`Type “${String(recording.failure.facts['environment'] ?? '')}” to confirm`}
          value={confirmation}
          onChange={setConfirmation}
          className={styles.name}
          mono
        />
      )}
      <div>
        <Button type="submit" variant="primary" icon={CircleDot} disabled={!ready}>
          Record
        </Button>
      </div>
    </form>
  )
}
