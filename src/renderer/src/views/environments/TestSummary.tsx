import { CircleCheck, CircleDashed, CircleSlash2, CircleX } from 'lucide-react'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { kindWords } from '#renderer/ui/address.ts'
import { formatMs, formatTime } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import styles from './TestSummary.module.css'

/** The last connection test of a target, in one line. */
export function TestSummary({ target }: { target: Target }) {
  const test = useEnvironments((state) => state.tests[target.id])
  switch (test?.kind) {
    case 'running':
      return (
        <span className={styles.summary}>
          <Spinner size={12} /> Connecting…
        </span>
      )
    case 'done': {
      const { ok, message, serverVersion, steps } = test.diagnosis
      const elapsedMs = steps.reduce((sum, step) => sum + step.elapsedMs, 0)
      const Icon = ok ? CircleCheck : CircleX
      const server =
        serverVersion === undefined ? 'Connected' : `${kindWords[target.address.kind]} ${serverVersion}`
      const text = ok ? `${server}, ${formatMs(elapsedMs)}` : message
      return (
        <span
          className={styles.summary}
          data-status={ok ? 'ok' : 'failed'}
          title={`${message} (${formatTime(test.at)})`}
        >
          <Icon size={14} aria-hidden /> <span className={styles.text}>{text}</span>
        </span>
      )
    }
    case 'failed': {
      const cancelled = test.failure.code === 'CANCELLED'
      const Icon = cancelled ? CircleSlash2 : CircleX
      return (
        <span
          className={styles.summary}
          data-status={cancelled ? 'none' : 'failed'}
          title={`${test.failure.message} (${formatTime(test.at)})`}
        >
          <Icon size={14} aria-hidden /> <span className={styles.text}>{test.failure.message}</span>
        </span>
      )
    }
    case 'none':
    case undefined:
      return (
        <span className={styles.summary} data-status="none">
          <CircleDashed size={14} aria-hidden /> Not tested
        </span>
      )
  }
}
