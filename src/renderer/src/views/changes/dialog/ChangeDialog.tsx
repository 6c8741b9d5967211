import { useEffect, useRef } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import type { ChangeDialogState, ChangeRun, ChangeTask } from '#renderer/stores/changes/model.ts'
import { Dialog, type DialogClosedBy } from '#renderer/ui/Dialog.tsx'
import { OutcomeBody, OutcomeFooter } from './OutcomeStage.tsx'
import { ProgressBody, ProgressFooter } from './ProgressStage.tsx'
import { ProposalBody, ProposalFooter } from './ProposalStage.tsx'
import { QuestionBody, QuestionFooter } from './QuestionStage.tsx'
import { useAnswers } from './answers.ts'
import { LoadingBody } from './LoadingBody.tsx'
import { usePlace } from './place.ts'
import { PlaceWords } from './PlaceWords.tsx'

/**
 * The one way to change something: what it would do, the guard, progress, proof, keep or undo. Opened
 * by `useChanges().propose`, and by `open` for a change of the ledger. Mounted once, in the frame.
 */
export function ChangeDialog() {
  const dialog = useChanges((state) => state.dialog)
  if (dialog === null) return null
  return <OpenDialog dialog={dialog} />
}

function OpenDialog({ dialog }: { dialog: ChangeDialogState }) {
  const runs = useChanges((state) => state.runs)
  const details = useChanges((state) => state.details)
  const close = useChanges((state) => state.close)
  const answers = useAnswers(dialog)
  const anchor = useRef<HTMLDivElement>(null)
  const stage = stageOf(dialog, runs)
  const run = dialog.kind === 'run' ? runs[dialog.runId] : undefined
  const place = usePlace(dialog, run)

  // Where something is to be typed first, that takes the focus.
  const asksName = dialog.kind === 'question' && place.guard === 'confirm'

  // What had the focus goes with the stage that it was in; the next one takes it where it begins.
  const shown = useRef(stage)
  useEffect(() => {
    if (shown.current === stage) return
    shown.current = stage
    const field = asksName ? anchor.current?.closest('form')?.querySelector('input') : undefined
    ;(field ?? anchor.current)?.focus()
  }, [stage, asksName])

  const onClose = (by: DialogClosedBy): void => {
    // Escape and a press beside the dialog happen by chance: what was typed is not lost by them.
    if (by !== 'cross' && answers.typedSomething) return
    close()
  }

  const initialFocus = asksName ? undefined : anchor
  const shared = { open: true, onClose, initialFocus, description: <PlaceWords place={place} /> }
  switch (dialog.kind) {
    case 'proposal': {
      const { proposal } = dialog
      const title =
        proposal.preview.kind === 'ready'
          ? proposal.preview.preview.title
          : (proposal.title ?? 'Change the server')
      return (
        <Dialog
          {...shared}
          title={title}
          size="large"
          footer={<ProposalFooter proposal={proposal} place={place} answers={answers} />}
        >
          <ProposalBody proposal={proposal} place={place} answers={answers} anchor={anchor} />
        </Dialog>
      )
    }
    case 'question': {
      const { task } = dialog
      const change = details[dialog.changeId]?.change
      const head = place.head ?? change
      return (
        <Dialog
          {...shared}
          title={[taskWords[task], head?.title].filter((part) => part !== undefined).join(': ')}
          size="wide"
          footer={<QuestionFooter task={task} change={head} place={place} answers={answers} />}
        >
          <QuestionBody
            task={task}
            change={head}
            failure={dialog.failure}
            place={place}
            answers={answers}
            anchor={anchor}
          />
        </Dialog>
      )
    }
    case 'run': {
      if (run === undefined) return null
      const title = run.task === 'apply' ? run.title : `${taskWords[run.task]}: ${run.title}`
      if (run.state.kind !== 'ended') {
        return (
          <Dialog {...shared} title={title} size="large" footer={<ProgressFooter run={run} />}>
            <ProgressBody run={run} anchor={anchor} />
          </Dialog>
        )
      }
      const change = details[run.state.change.id]?.change ?? run.state.change
      return (
        <Dialog
          {...shared}
          title={title}
          size="large"
          footer={
            <OutcomeFooter
              change={change}
              place={place}
              fresh={run.task !== 'undo'}
              measured={run.proposal?.measure.map(({ statement }) => statement)}
            />
          }
        >
          <OutcomeBody change={change} anchor={anchor} />
        </Dialog>
      )
    }
    case 'change': {
      const detail = details[dialog.changeId]
      const change = detail?.change
      if (change === undefined) {
        return (
          <Dialog {...shared} title={place.head?.title ?? 'Change'} size="large">
            <LoadingBody changeId={dialog.changeId} detail={detail} anchor={anchor} />
          </Dialog>
        )
      }
      return (
        <Dialog
          {...shared}
          title={change.title}
          size="large"
          footer={<OutcomeFooter change={change} place={place} fresh={false} />}
        >
          <OutcomeBody change={change} anchor={anchor} />
        </Dialog>
      )
    }
  }
}

const taskWords: Readonly<Record<ChangeTask, string>> = { undo: 'Undo', resume: 'Go on' }

/** Names what is shown, so that moving on to something else can be told from more of the same. */
function stageOf(dialog: ChangeDialogState, runs: Readonly<Record<string, ChangeRun>>): string {
  switch (dialog.kind) {
    case 'proposal':
      return 'proposal'
    case 'run':
      return `run ${dialog.runId} ${runs[dialog.runId]?.state.kind === 'ended' ? 'ended' : 'running'}`
    case 'change':
      return `change ${dialog.changeId}`
    case 'question':
      return `${dialog.task} ${dialog.changeId}`
  }
}
