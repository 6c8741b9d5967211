import { ArrowUpRight, Play, RotateCw, Undo2 } from 'lucide-react'
import type { RefObject } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { canUndo } from '#renderer/stores/changes/ledger.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import type { Change } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { formatMs } from '#renderer/ui/format.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { EventList } from '../EventList.tsx'
import { ProofView } from '../proof/ProofView.tsx'
import { StatusMark } from '../StatusMark.tsx'
import { statusWords, undoWord } from '../status.ts'
import styles from './ChangeDialog.module.css'
import { KeysOutcome } from './KeysOutcome.tsx'
import type { Place } from './place.ts'

interface OutcomeBodyProps {
  change: Change
  anchor: RefObject<HTMLDivElement | null>
}

/** What became of a change: how it ended, the proof, the statements, all that happened. */
export function OutcomeBody({ change, anchor }: OutcomeBodyProps) {
  const { status, message, hint, elapsedMs, proof, keys, sql, undoSql, undoNote, events } = change
  // Its hint says what can be done with it.
  const resumable = change.resumable === true
  return (
    <div className={styles.stage}>
      <div
        ref={anchor}
        tabIndex={-1}
        className={styles.outcome}
        data-status={status}
        role="group"
        aria-label="Outcome"
      >
        <p
          className={styles.outcomeLine}
          role={status === 'failed' || status === 'partial' ? 'alert' : 'status'}
        >
          <StatusMark status={status} />
          {elapsedMs !== undefined && <span className={styles.clock}>in {formatMs(elapsedMs)}</span>}
        </p>
        {message !== undefined && !saysNoMore(message, status) && <p>{message}</p>}
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
        {status !== 'applied' && status !== 'undone' && !resumable && !saysWhatIsLeft(message) && (
          <p className={styles.hint}>{statusWords[status].meaning}</p>
        )}
        {status === 'applied' && undoSql === null && undoNote !== undefined && (
          <p className={styles.hint}>{undoNote}</p>
        )}
      </div>
      {proof !== undefined && (
        <section aria-label="Proof" className={styles.proof}>
          <h3>{status === 'undone' ? 'Before and after, while it was applied' : 'Before and after'}</h3>
          <ProofView proof={proof} />
        </section>
      )}
      {keys && <KeysOutcome change={change} keys={keys} />}
      <details className={styles.more} open={proof === undefined && keys === undefined}>
        <summary>Statements and events</summary>
        <div className={styles.moreBody}>
          <SqlBlock
            label="Statement"
            sql={sql}
            caption="What was run"
            actions={<CopyButton text={sql} what="the statement" />}
          />
          {undoSql !== null && status !== 'failed' && (
            <SqlBlock
              label="Undo statement"
              sql={undoSql}
              caption={undoNote ?? 'Takes it back'}
              actions={<CopyButton text={undoSql} what="the undo statement" />}
            />
          )}
          <EventList events={events} />
        </div>
      </details>
    </div>
  )
}

/** `Applied.` beside the word "Applied". */
function saysNoMore(message: string, status: Change['status']): boolean {
  return message.toLowerCase() === `${statusWords[status].word.toLowerCase()}.`
}

function saysWhatIsLeft(message: string | undefined): boolean {
  return message?.toLowerCase().includes('nothing of it is left') ?? false
}

interface OutcomeFooterProps {
  change: Change
  place: Place
  /** It was applied just now: the question is whether to keep it. */
  fresh: boolean
  /** What it was to be measured by, where this page knows. */
  measured?: readonly Runnable[] | undefined
}

/** Keep it or undo it. */
export function OutcomeFooter({ change, place, fresh, measured }: OutcomeFooterProps) {
  const close = useChanges((state) => state.close)
  const undo = useChanges((state) => state.undo)
  const resume = useChanges((state) => state.resume)
  const select = useChanges((state) => state.select)
  const propose = useChanges((state) => state.propose)
  const { view, openView, setDrawerOpen } = useWorkspace()
  const { status, targetId, sql, title } = change
  const resumable = change.resumable === true && place.guard !== 'read-only'
  const undoable = canUndo(change)
  const underWay = status === 'applying' || status === 'undoing'
  return (
    <>
      <span className={styles.guard}>
        {view !== 'changes' && (
          <Button
            size="small"
            variant="ghost"
            icon={ArrowUpRight}
            onClick={() => {
              close()
              select(change.id)
              openView('changes')
            }}
          >
            Show in the ledger
          </Button>
        )}
        {undoable && place.guard === 'read-only' && (
          <span>{place.environment ?? 'The environment'} is read-only: it cannot be undone now.</span>
        )}
      </span>
      {underWay && (
        <Button
          onClick={() => {
            close()
            setDrawerOpen(true)
          }}
        >
          Show the jobs
        </Button>
      )}
      {undoable && place.guard !== 'read-only' && (
        <Button
          variant={status === 'partial' && !resumable ? 'primary' : 'plain'}
          icon={Undo2}
          onClick={() => undo(change.id)}
        >
          {undoWord(change)}
        </Button>
      )}
      {resumable && (
        <Button variant="primary" icon={Play} onClick={() => resume(change.id)}>
          Go on
        </Button>
      )}
      {targetId !== undefined && (status === 'failed' || status === 'undone') && (
        <Button
          icon={RotateCw}
          onClick={() => propose({ targetId, sql, title, measure: statementsOf(change, measured) })}
        >
          {status === 'failed' ? 'Try again…' : 'Apply again…'}
        </Button>
      )}
      <Button variant={status === 'applied' && undoable && fresh ? 'primary' : 'plain'} onClick={close}>
        {status === 'applied' && undoable && fresh ? 'Keep' : 'Close'}
      </Button>
    </>
  )
}

/** The statements to measure again: those of its proof, else those it was begun with. */
function statementsOf({ proof }: Change, measured: readonly Runnable[] = []): readonly Runnable[] {
  return (
    proof?.measurements.map(({ sql, parameters }) => ({ sql, ...(parameters && { parameters }) })) ?? measured
  )
}
