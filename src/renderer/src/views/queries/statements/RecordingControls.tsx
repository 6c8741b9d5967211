import { Circle, Eye, Square, Trash2 } from 'lucide-react'
import { useStatements } from '#renderer/stores/statements.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatDateTime, formatElapsed, formatMs } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import type { Recording, StatementList } from '#shared/contract/statements.ts'
import styles from './RecordingControls.module.css'
import { watchSeconds } from './watching.ts'

/** The window that is shown, and the ways to make another. */
export function RecordingControls({ source }: { source: StatementList['source'] | undefined }) {
  const { recordings, recordingId, showWindow, removeRecording, watching } = useStatements()
  const chosen = recordings.find(({ id }) => id === recordingId)
  return (
    <>
      <Select
        label="Window"
        hideLabel
        size="small"
        className={styles.window}
        disabled={watching !== null}
        options={[
          { value: '', label: 'Since reset', description: 'All that the server has counted' },
          ...recordings.map((recording) => ({
            value: recording.id,
            label: recording.label,
            description: spanWords(recording),
          })),
        ]}
        value={recordingId ?? ''}
        onChange={(id) => showWindow(id === '' ? null : id)}
      />
      {chosen !== undefined && chosen.endedAt !== null && (
        <IconButton
          icon={Trash2}
          label={`Remove ${chosen.label}`}
          command="statements.remove-recording"
          size="small"
          onClick={() => removeRecording(chosen)}
        />
      )}
      {source === 'pg_stat_activity' || watching !== null ? <WatchButton /> : <RecordButton />}
    </>
  )
}

function RecordButton() {
  const { recordings, recordingBusy, beginRecording, endRecording } = useStatements()
  const running = recordings.find(({ endedAt }) => endedAt === null)
  const now = useNow(running !== undefined)
  if (running === undefined) {
    return (
      <Tooltip content="Count from now on: what runs between two moments" command="statements.record">
        <Button size="small" icon={Circle} busy={recordingBusy} onClick={beginRecording}>
          Record
        </Button>
      </Tooltip>
    )
  }
  return (
    <>
      <Tooltip content="End the recording" command="statements.record">
        <Button
          size="small"
          icon={Square}
          busy={recordingBusy}
          className={styles.stop}
          onClick={() => endRecording(running.id)}
        >
          Stop
        </Button>
      </Tooltip>
      <span className={styles.clock} role="timer" aria-label="Recording for">
        <span className={styles.dot} aria-hidden />
        {formatElapsed(now - running.startedAt)}
      </span>
    </>
  )
}

function WatchButton() {
  const { watching, watch, stopWatching } = useStatements()
  const now = useNow(watching !== null)
  if (watching === null) {
    return (
      <Tooltip content="Look at pg_stat_activity ten times a second" command="statements.watch">
        <Button size="small" icon={Eye} onClick={() => watch(watchSeconds)}>
          Watch for {watchSeconds} s
        </Button>
      </Tooltip>
    )
  }
  return (
    <>
      <Button size="small" icon={Square} className={styles.stop} onClick={stopWatching}>
        Stop
      </Button>
      <span className={styles.clock} role="timer" aria-label="Watching for">
        <span className={styles.dot} aria-hidden />
        {formatElapsed(now - watching.startedAt)} of {formatElapsed(watching.seconds * 1000)}
      </span>
    </>
  )
}

function spanWords({ startedAt, endedAt }: Recording): string {
  const from = formatDateTime(startedAt)
  return endedAt === null ? `from ${from}, goes on` : `from ${from}, ${formatMs(endedAt - startedAt)}`
}
