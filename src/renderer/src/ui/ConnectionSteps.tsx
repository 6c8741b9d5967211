import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react'
import type { ConnectionStep, Diagnosis } from '#shared/contract/environments.ts'
import styles from './ConnectionSteps.module.css'
import { formatMs } from './format.ts'
import { HiddenText } from './HiddenText.tsx'

const stepWords: Record<ConnectionStep['step'], string> = {
  resolve: 'Find host',
  connect: 'Connect',
  tls: 'TLS',
  authenticate: 'Sign in',
  open: 'Open',
  version: 'Version',
}

const marks = {
  ok: { Icon: CircleCheck, word: 'ok' },
  failed: { Icon: CircleX, word: 'failed' },
  skipped: { Icon: CircleDashed, word: 'skipped' },
  warning: { Icon: TriangleAlert, word: 'warning' },
} as const

/** A connection test: its result in a sentence, what to try, and each step on a line. */
export function ConnectionSteps({ diagnosis }: { diagnosis: Diagnosis }) {
  const { Icon } = marks[diagnosis.ok ? 'ok' : 'failed']
  return (
    <div className={styles.test}>
      <div className={styles.result} data-status={diagnosis.ok ? 'ok' : 'failed'} aria-live="polite">
        <Icon size={16} aria-hidden className={styles.icon} />
        <div>
          <p>{diagnosis.message}</p>
          {diagnosis.hint !== undefined && <p className={styles.hint}>{diagnosis.hint}</p>}
        </div>
      </div>
      <ol className={styles.steps}>
        {diagnosis.steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
      </ol>
    </div>
  )
}

function Step({ step: { step, status, detail, elapsedMs } }: { step: ConnectionStep }) {
  const { Icon, word } = marks[status]
  return (
    <li className={styles.step} data-status={status}>
      <Icon size={14} aria-hidden className={styles.icon} />
      <span className={styles.name}>
        {stepWords[step]} <HiddenText>{word}</HiddenText>
      </span>
      <span className={styles.detail}>{detail}</span>
      <span className={styles.time}>{status === 'skipped' ? '' : formatMs(elapsedMs)}</span>
    </li>
  )
}
