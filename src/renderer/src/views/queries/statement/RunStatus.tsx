import { CircleSlash2, Square } from 'lucide-react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { QueryDocument, Work } from '#renderer/stores/queries/documents.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes, formatElapsed, formatMs, formatPercent } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { useElapsed } from './elapsed.ts'
import styles from './RunStatus.module.css'

type Running = Extract<Work, { kind: 'running' }>

const phases: Readonly<Record<string, string>> = {
  checking: 'Checking',
  parameters: 'Looking for values',
  connecting: 'Connecting',
  planning: 'Planning',
  running: 'Running',
  reading: 'Reading the plan',
  loading: 'Loading the file',
}

/** What a document is busy with, for how long, and the way to stop it. */
export function RunStatus({ document }: { document: QueryDocument }) {
  const cancel = useQueries((state) => state.cancel)
  const { work } = document
  if (work.kind === 'cancelled') {
    return (
      <output className={styles.ended}>
        <CircleSlash2 size={14} aria-hidden /> Cancelled after {formatMs(work.afterMs)}
      </output>
    )
  }
  if (work.kind !== 'running') return null
  return (
    <div className={styles.running}>
      <Spinner />
      <RunningWords work={work} />
      <Tooltip content="Stops it here and on the server" command="queries.cancel">
        <Button size="small" icon={Square} onClick={() => cancel(document.id)}>
          Cancel
        </Button>
      </Tooltip>
    </div>
  )
}

function RunningWords({ work }: { work: Running }) {
  const elapsed = useElapsed(work.startedAt)
  const { progress } = work
  return (
    <>
      {/* The clock is not read out each second; the phase is, when it changes. */}
      <output>{phases[work.phase] ?? work.phase}</output>
      {progress !== undefined && (
        <span className={styles.muted}>
          {formatBytes(progress.done)} of {formatBytes(progress.total)} (
          {formatPercent(progress.total === 0 ? 1 : progress.done / progress.total)})
        </span>
      )}
      <span className={styles.clock}>{formatElapsed(elapsed)}</span>
      {work.backendPid !== undefined && <span className={styles.muted}>backend {work.backendPid}</span>}
    </>
  )
}
