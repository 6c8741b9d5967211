import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Attempt } from '#renderer/stores/node-attachments/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './ProcessRow.module.css'

export interface ProcessRowProps {
  Icon: LucideIcon
  title: string
  /** At the end of the first line: its port. */
  mark?: ReactNode
  /** The lines below. */
  lines: readonly { text: string; mono?: boolean }[]
  /** What a press does with it, for screen readers. */
  verb: 'Attach to' | 'Show'
  current?: boolean
  /** Why it cannot be pressed, one sentence. */
  refusal?: string | undefined
  attempt: Attempt | undefined
  onPress: () => void
  onCancel: () => void
}

/** A process in the list: one press or Enter does what can be done with it. */
export function ProcessRow(props: ProcessRowProps) {
  const { Icon, title, mark, lines, verb, current, refusal, attempt, onPress, onCancel } = props
  const isBusy = attempt?.kind === 'busy'
  return (
    <li className={styles.item}>
      <button
        type="button"
        data-row
        className={styles.row}
        aria-current={current === true || undefined}
        aria-disabled={refusal !== undefined || undefined}
        onKeyDown={moveBetweenRows}
        onClick={() => {
          if (refusal === undefined && !isBusy) onPress()
        }}
      >
        <span className={styles.icon}>{isBusy ? <Spinner /> : <Icon size={14} aria-hidden />}</span>
        <span className={styles.text}>
          <span className={styles.first}>
            <span className={styles.title}>
              <HiddenText>{verb} </HiddenText>
              {title}
            </span>
            {mark !== undefined && <span className={styles.mark}>{mark}</span>}
          </span>
          {lines.map(({ text, mono }) => (
            <span key={text} className={styles.line} data-mono={mono} title={text}>
              {text}
            </span>
          ))}
          {refusal !== undefined && <span className={styles.refusal}>{refusal}</span>}
        </span>
      </button>
      {isBusy && (
        <div className={styles.attempt}>
          <Button size="small" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      )}
      {attempt?.kind === 'failed' && (
        <div className={styles.attempt}>
          <FailureBox
            failure={attempt.failure}
            onRetry={onPress}
            actions={
              <Button size="small" variant="ghost" onClick={onCancel}>
                Dismiss
              </Button>
            }
          />
        </div>
      )}
    </li>
  )
}
