import { Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toFailure } from '#renderer/api/failures.ts'
import { useTraces } from '#renderer/stores/traces.ts'
import type { TracePart } from '#renderer/stores/traces/model.ts'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatDateTime } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import page from '#renderer/ui/page.module.css'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { TraceHead } from '#shared/contract/redis/traces.ts'
import type { Failure } from '#shared/failure.ts'
import { SimulationPane } from './simulation/index.ts'
import { SummaryPart } from './summary/SummaryPart.tsx'
import styles from './TracePane.module.css'
import { WarmUpPane } from './warm-up/index.ts'

const parts: readonly { value: TracePart; label: string }[] = [
  { value: 'summary', label: 'What it says' },
  { value: 'simulation', label: 'Simulation' },
  { value: 'warm-up', label: 'Warm-up' },
]

/** One trace: what it says, what other policies would have done with it, its reads sent again. */
export function TracePane({ head, target }: { head: TraceHead; target: Target }) {
  const { part: chosen, showPart } = useTraces()
  const [removing, setRemoving] = useState(false)
  // Without keys there is nothing to simulate or to replay.
  const part = head.mode === 'statistics' ? 'summary' : chosen
  return (
    <section className={styles.pane} aria-label="Trace">
      <div className={styles.head}>
        <h3 className={styles.title} title={head.file}>
          {head.targetId === undefined ? head.name : `${head.name}, ${formatDateTime(head.at)}`}
        </h3>
        {head.mode === 'monitor' && (
          <SegmentedControl label="Part" size="small" options={parts} value={part} onChange={showPart} />
        )}
        <IconButton icon={Trash2} label="Remove this trace" size="small" onClick={() => setRemoving(true)} />
      </div>
      <div className={styles.body}>
        {part === 'summary' && <Summary head={head} target={target} />}
        {part === 'simulation' && <SimulationPane traceId={head.id} targetId={target.id} />}
        {part === 'warm-up' && <WarmUpPane traceId={head.id} targetId={target.id} />}
      </div>
      <RemoveDialog head={head} target={target} open={removing} onClose={() => setRemoving(false)} />
    </section>
  )
}

function Summary({ head, target }: { head: TraceHead; target: Target }) {
  const summary = useTraces((state) => state.summaries[head.id])
  const readSummary = useTraces((state) => state.readSummary)
  const isKnown = summary !== undefined && summary.kind !== 'none'
  useEffect(() => {
    if (!isKnown) readSummary(head.id)
  }, [isKnown, readSummary, head.id])
  if (summary?.kind === 'failed') {
    return <FailureBox failure={summary.failure} onRetry={() => readSummary(head.id)} />
  }
  if (summary?.kind !== 'ready') {
    return (
      <div className={page.waiting}>
        <Spinner label="Reading the trace" />
      </div>
    )
  }
  return <SummaryPart summary={summary.value} target={target} />
}

interface RemoveDialogProps {
  head: TraceHead
  target: Target
  open: boolean
  onClose: () => void
}

function RemoveDialog({ head, target, open, onClose }: RemoveDialogProps) {
  const remove = useTraces((state) => state.remove)
  const [state, setState] = useState<'asking' | 'busy' | Failure>('asking')
  const confirm = async (): Promise<void> => {
    setState('busy')
    try {
      await remove(target.id, head.id)
    } catch (error) {
      setState(toFailure(error))
    }
  }
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      onConfirm={() => void confirm()}
      title="Remove this trace?"
      action="Remove"
      busy={state === 'busy'}
      failure={typeof state === 'string' ? undefined : state}
    >
      {head.targetId === undefined
        ? `Pitwall forgets it; the file ${head.file} stays.`
        : 'The recording is deleted, and cannot be brought back.'}
    </ConfirmDialog>
  )
}
