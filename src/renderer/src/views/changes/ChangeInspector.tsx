import { Maximize2, Play, Undo2 } from 'lucide-react'
import { useEffect } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { canUndo } from '#renderer/stores/changes/ledger.ts'
import type { Change, ChangeHead } from '#shared/contract/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatDateTime, formatMs } from '#renderer/ui/format.ts'
import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import styles from './ChangeInspector.module.css'
import { EventList } from './EventList.tsx'
import { useGuards } from './guards.ts'
import { ProofView } from './proof/ProofView.tsx'
import { StatusMark } from './StatusMark.tsx'
import { statusWords, undoWord } from './status.ts'

/** The chosen change: what it was, its proof in short, the statements, and all that happened. */
export function ChangeInspector({ head }: { head: ChangeHead }) {
  const detail = useChanges((state) => state.details[head.id])
  const get = useChanges((state) => state.get)
  const select = useChanges((state) => state.select)
  const open = useChanges((state) => state.open)
  const undo = useChanges((state) => state.undo)
  const resume = useChanges((state) => state.resume)
  const guardNow = useGuards()
  useEffect(() => get(head.id), [get, head.id])
  const guard = guardNow(head)
  const undoable = canUndo(head)
  return (
    <InspectorContent title={head.title} onClose={() => select(null)}>
      <div className={styles.content}>
        <div className={styles.buttons}>
          <Tooltip content="Show it large, with its proof" command="changes.open">
            <Button size="small" icon={Maximize2} onClick={() => open(head.id)}>
              Open
            </Button>
          </Tooltip>
          {head.resumable === true && guard !== 'read-only' && (
            <Button size="small" icon={Play} onClick={() => resume(head.id)}>
              Go on
            </Button>
          )}
          {undoable && guard !== 'read-only' && (
            <Tooltip content={statusWords[head.status].meaning} command="changes.undo">
              <Button size="small" icon={Undo2} onClick={() => undo(head.id)}>
                {undoWord(head)}
              </Button>
            </Tooltip>
          )}
        </div>
        <dl className={styles.facts}>
          <div>
            <dt>Status</dt>
            <dd>
              <StatusMark status={head.status} />
            </dd>
          </div>
          {head.message !== undefined && (
            <div>
              <dt>What happened</dt>
              <dd>
                {head.message}
                {head.hint !== undefined && <p className={styles.hint}>{head.hint}</p>}
              </dd>
            </div>
          )}
          <div>
            <dt>Target</dt>
            <dd className={styles.place}>
              {head.targetName} · {head.environment.name} <GuardBadge guard={head.environment.guard} />
            </dd>
          </div>
          <div>
            <dt>When</dt>
            <dd>
              {formatDateTime(head.at)}
              {head.elapsedMs !== undefined && `, in ${formatMs(head.elapsedMs)}`}
            </dd>
          </div>
          <div>
            <dt>Who</dt>
            <dd>{head.who}</dd>
          </div>
        </dl>
        {undoable && guard === 'read-only' && (
          <p className={styles.hint}>Its environment is read-only: it cannot be undone now.</p>
        )}
        <Details detail={detail} retry={() => get(head.id, true)} />
        <section aria-label="Statements" className={styles.part}>
          <h3>Statements</h3>
          <SqlBlock
            label="Statement"
            sql={head.sql}
            caption="What was run"
            actions={<CopyButton text={head.sql} what="the statement" />}
          />
          {head.undoSql === null ? (
            <p className={styles.hint}>{head.undoNote ?? 'It cannot be taken back.'}</p>
          ) : (
            <SqlBlock
              label="Undo statement"
              sql={head.undoSql}
              caption={head.undoNote ?? 'Takes it back'}
              actions={<CopyButton text={head.undoSql} what="the undo statement" />}
            />
          )}
        </section>
        {detail?.change !== undefined && <Events change={detail.change} />}
      </div>
    </InspectorContent>
  )
}

function Details({
  detail,
  retry,
}: {
  detail: ReturnType<typeof useChanges.getState>['details'][string] | undefined
  retry: () => void
}) {
  if (detail?.kind === 'failed') return <FailureBox failure={detail.failure} onRetry={retry} />
  const change = detail?.change
  if (change === undefined) {
    return (
      <p className={styles.line}>
        <Spinner label="Reading the change" /> Reading its proof…
      </p>
    )
  }
  if (change.proof === undefined) return null
  return (
    <section aria-label="Proof" className={styles.part}>
      <h3>Proof</h3>
      <ProofView proof={change.proof} compact />
    </section>
  )
}

function Events({ change }: { change: Change }) {
  return (
    <section aria-label="What happened" className={styles.part}>
      <h3>Events</h3>
      <EventList events={change.events} />
    </section>
  )
}
