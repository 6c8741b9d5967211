import { Activity, ListTree } from 'lucide-react'
import { useTraces } from '#renderer/stores/traces.ts'
import { tracesOf } from '#renderer/stores/traces/store.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCompact, formatCount, formatDateTime, formatMs } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { TraceHead } from '#shared/contract/redis/traces.ts'
import styles from './TraceList.module.css'

/** The kept traces, the newest first. */
export function TraceList({ target }: { target: Target }) {
  const { heads, shown } = useTraces((state) => tracesOf(state, target.id))
  const { show, open } = useTraces()
  if (heads.kind === 'failed') return <FailureBox failure={heads.failure} onRetry={() => open(target.id)} />
  if (heads.kind !== 'ready') return <Spinner label="Reading the traces" />
  if (heads.value.length === 0) {
    return <p className={styles.none}>Traces that are recorded or imported stand here.</p>
  }
  return (
    <ul className={styles.list} aria-label="Kept traces">
      {heads.value.map((head) => (
        <li key={head.id}>
          <button
            type="button"
            className={styles.item}
            aria-current={head.id === shown || undefined}
            onClick={() => show(target.id, head.id)}
          >
            <Entry head={head} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Entry({ head }: { head: TraceHead }) {
  const isStatistics = head.mode === 'statistics'
  const Icon = isStatistics ? Activity : ListTree
  return (
    <>
      <Icon size={14} aria-hidden className={styles.icon} />
      <span className={styles.text}>
        <span className={styles.name}>
          {head.targetId === undefined ? head.name : formatDateTime(head.at)}
        </span>
        <span className={styles.facts}>
          {isStatistics
            ? `Statistics · ${formatCompact(head.accesses)} lookups`
            : `${formatCompact(head.accesses)} accesses · ${formatCount(head.keys, 'keys')}`}
          {` · ${formatMs(head.durationMs)}`}
        </span>
      </span>
    </>
  )
}
