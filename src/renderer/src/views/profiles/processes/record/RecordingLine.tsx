import { Square, Trash2 } from 'lucide-react'
import type { ThreadRef } from '#renderer/stores/node-live/store.ts'
import { useNodeRecording } from '#renderer/stores/node-recording.ts'
import type { RecordingKind } from '#renderer/stores/node-recording/model.ts'
import { recordingOf } from '#renderer/stores/node-recording/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import styles from './RecordBar.module.css'
import { progressWords, recordingTitles } from './words.ts'

interface RecordingLineProps {
  thread: ThreadRef
  kind: RecordingKind
}

/** How a recording goes, and the two ways to end it; nothing while there is none. */
export function RecordingLine({ thread, kind }: RecordingLineProps) {
  const recording = useNodeRecording((state) => recordingOf(state, thread, kind))
  const { stop, cancel } = useNodeRecording()
  if (recording.kind === 'none') return null
  if (recording.kind === 'failed') {
    return (
      <div className={styles.failure}>
        <FailureBox
          failure={recording.failure}
          actions={
            <Button size="small" variant="ghost" onClick={() => cancel(thread, kind)}>
              Dismiss
            </Button>
          }
        />
      </div>
    )
  }
  const { progress, stopping } = recording
  const { done, total } = barOf(progress)
  return (
    <div className={styles.line} role="group" aria-label={recordingTitles[kind]}>
      <span className={styles.lineTitle}>{recordingTitles[kind]}</span>
      <span className={styles.progress}>
        <ProgressBar label={recordingTitles[kind]} done={done} total={total} />
      </span>
      <span className={styles.lineWords}>{progressWords(progress)}</span>
      {kind !== 'snapshot' && (
        <Button size="small" icon={Square} busy={stopping} onClick={() => stop(thread, kind)}>
          Stop and keep
        </Button>
      )}
      <Button size="small" variant="ghost" icon={Trash2} onClick={() => cancel(thread, kind)}>
        Cancel
      </Button>
    </div>
  )
}

type Running = Extract<ReturnType<typeof recordingOf>, { kind: 'running' }>

function barOf(progress: Running['progress']): { done: number; total: number | undefined } {
  if (progress === undefined || progress.phase !== 'recording') {
    return progress?.done === undefined ? { done: 0, total: undefined } : { done: progress.done, total: 1 }
  }
  if (progress.totalMs !== undefined) return { done: progress.elapsedMs, total: progress.totalMs }
  return progress.done === undefined ? { done: 0, total: undefined } : { done: progress.done, total: 1 }
}
