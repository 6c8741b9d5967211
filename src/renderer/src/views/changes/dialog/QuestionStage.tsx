import { Ban, Play, Undo2 } from 'lucide-react'
import type { RefObject } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import type { ChangeTask } from '#renderer/stores/changes/model.ts'
import type { Change, ChangeHead } from '#shared/contract/changes.ts'
import type { Failure } from '#shared/failure.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { undoWord } from '../status.ts'
import type { Answers } from './answers.ts'
import styles from './ChangeDialog.module.css'
import type { Place } from './place.ts'

interface QuestionProps {
  task: ChangeTask
  change: Change | ChangeHead | undefined
  place: Place
  answers: Answers
}

const formId = 'change-question'

/** Before a change is taken back, or gone on with, where the guard wants to be asked. */
export function QuestionBody({
  task,
  change,
  failure,
  place,
  answers,
  anchor,
}: QuestionProps & { failure: Failure | undefined; anchor: RefObject<HTMLDivElement | null> }) {
  const confirm = useChanges((state) => state.confirm)
  if (change === undefined) return null
  const { sql, undoSql, undoNote, status } = change
  return (
    <form
      id={formId}
      className={styles.stage}
      onSubmit={(event) => {
        event.preventDefault()
        if (mayGo(place, answers)) confirm(place.guard === 'confirm' ? answers.typed : undefined)
      }}
    >
      {failure && <FailureBox failure={failure} />}
      <div
        ref={anchor}
        tabIndex={-1}
        className={styles.anchor}
        role="group"
        aria-label={task === 'undo' ? 'The undo' : 'The change'}
      >
        {task === 'resume' ? (
          <SqlBlock label="Statement" sql={sql} caption="What is left of this will be done" />
        ) : undoSql === null ? (
          <p>
            {status === 'partial'
              ? 'What is left of it on the server is taken away.'
              : (undoNote ?? 'It cannot be taken back.')}
          </p>
        ) : (
          <SqlBlock label="Undo statement" sql={undoSql} caption={undoNote ?? 'Exactly this will be run'} />
        )}
      </div>
      {place.guard === 'read-only' ? (
        <div className={styles.refusal} role="alert">
          <Ban size={16} aria-hidden />
          <div>
            <p>{place.environment ?? 'The environment'} is read-only: nothing can be changed there.</p>
            <p className={styles.hint}>Give it another guard under Manage environments first.</p>
          </div>
        </div>
      ) : (
        place.guard === 'confirm' &&
        place.environment !== undefined && (
          <TextField
            label={`Type “${place.environment}” to confirm`}
            value={answers.typed}
            onChange={answers.setTyped}
            mono
          />
        )
      )}
    </form>
  )
}

export function QuestionFooter({ task, change, place, answers }: QuestionProps) {
  const close = useChanges((state) => state.close)
  return (
    <>
      <Button onClick={close}>{place.guard === 'read-only' ? 'Close' : 'Cancel'}</Button>
      {place.guard !== 'read-only' && change !== undefined && (
        <Button
          type="submit"
          form={formId}
          variant="primary"
          icon={task === 'undo' ? Undo2 : Play}
          disabled={!mayGo(place, answers)}
        >
          {task === 'undo' ? undoWord(change) : 'Go on'}
        </Button>
      )}
    </>
  )
}

function mayGo(place: Place, { typed }: Answers): boolean {
  if (place.guard === 'read-only') return false
  return place.guard !== 'confirm' || typed === place.environment
}
