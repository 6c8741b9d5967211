import type { ReactNode } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'
import type { AnswerName, AnswerValues, Answer } from '#renderer/stores/profiles/model.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import page from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './AnswerPane.module.css'
import type { ShownProfile } from './shown-profile.ts'

export interface AnswerPaneProps<Name extends AnswerName> {
  shown: ShownProfile
  name: Name
  /** What is being worked out, for the time until it is there. */
  waiting: string
  children: (value: AnswerValues[Name], isCurrent: boolean) => ReactNode
}

/** What the worker answered; until then that it is at work, or why it could not. */
export function AnswerPane<Name extends AnswerName>({
  shown,
  name,
  waiting,
  children,
}: AnswerPaneProps<Name>) {
  const { askAgain } = profileActions
  const answer: Answer<AnswerValues[Name]> | undefined = shown.answers[name]
  if (answer !== undefined && answer.failure !== null) {
    return (
      <div className={page.failure}>
        <FailureBox failure={answer.failure} onRetry={() => askAgain(shown.id, name)} />
      </div>
    )
  }
  if (answer === undefined || answer.value === null) {
    return (
      <div className={page.waiting}>
        <Spinner label={waiting} />
        {waiting}
      </div>
    )
  }
  return (
    <div className={styles.pane} aria-busy={!answer.isCurrent || undefined} data-profile-view="">
      {children(answer.value, answer.isCurrent)}
      {!answer.isCurrent && (
        <span className={styles.busy}>
          <Spinner label={waiting} />
        </span>
      )}
    </div>
  )
}
