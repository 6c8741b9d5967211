import { useTraces } from '#renderer/stores/traces.ts'
import type { ExpectedCost } from '#shared/contract/redis/traces.ts'
import { tracesOf } from '#renderer/stores/traces/store.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatRate } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import styles from './RecordPane.module.css'

/** What MONITOR would cost the server at its present load. */
export function ExpectedCostNote({ target }: { target: Target }) {
  const { cost } = useTraces((state) => tracesOf(state, target.id))
  const askCost = useTraces((state) => state.askCost)
  if (cost.kind === 'failed') return <FailureBox failure={cost.failure} onRetry={() => askCost(target.id)} />
  if (cost.kind !== 'ready') {
    return (
      <div className={styles.cost}>
        <Spinner label="Looking at the server's load" />
      </div>
    )
  }
  const { message, refusal } = cost.value
  return (
    <div className={styles.cost} role="group" aria-label="Expected cost">
      <dl className={styles.figures}>
        <Figure name="Throughput it takes" value={lossOf(cost.value)} />
        {cost.value.commandsPerSecond !== null && (
          <Figure name="Now" value={formatRate(cost.value.commandsPerSecond, 'commands')} />
        )}
        {cost.value.bytesPerSecond !== null && (
          <Figure name="Sent to Pitwall" value={`${formatBytes(cost.value.bytesPerSecond)}/s`} />
        )}
      </dl>
      <p>{message}</p>
      {refusal && (
        <p>
          {refusal.message} {refusal.hint}
        </p>
      )}
    </div>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function lossOf({ lowPercent, highPercent }: ExpectedCost): string {
  if (highPercent === 0) return 'next to none'
  return lowPercent === highPercent ? `${lowPercent} %` : `${lowPercent} to ${highPercent} %`
}
