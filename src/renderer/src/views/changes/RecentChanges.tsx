import { useChanges } from '#renderer/stores/changes.ts'
import { canUndo } from '#renderer/stores/changes/ledger.ts'
import type { ChangeRun } from '#renderer/stores/changes/model.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { phaseWords, progressFigures } from './dialog/progress-words.ts'
import { formatDateTime } from '#renderer/ui/format.ts'
import styles from './RecentChanges.module.css'
import { StatusMark } from './StatusMark.tsx'
import { undoWord } from './status.ts'
import { useGuards } from './guards.ts'
import { verdictText } from './verdict.ts'
import { WithLedger } from './WithLedger.tsx'

/** More are on the Changes screen. */
const most = 50

/** The latest changes of the ledger, those under way with their progress. For the drawer. */
export function RecentChanges() {
  return <WithLedger className={styles.waiting}>{(changes) => <Latest changes={changes} />}</WithLedger>
}

function Latest({ changes }: { changes: readonly ChangeHead[] }) {
  const runs = useChanges((state) => state.runs)
  if (changes.length === 0) {
    return (
      <EmptyState title="Nothing was changed yet">
        What Pitwall changes on a server stands here, with its proof and the way back.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Recent changes">
      {changes.slice(0, most).map((change) => (
        <Row
          key={change.id}
          change={change}
          run={Object.values(runs).findLast(
            (run) => run.changeId === change.id && run.state.kind === 'running',
          )}
        />
      ))}
    </ul>
  )
}

function Row({ change, run }: { change: ChangeHead; run: ChangeRun | undefined }) {
  const open = useChanges((state) => state.open)
  const undo = useChanges((state) => state.undo)
  const cancel = useChanges((state) => state.cancel)
  const guardNow = useGuards()
  const { id, title, targetName, environment, status, at } = change
  return (
    <li className={styles.row}>
      <StatusMark status={status} />
      <button type="button" className={styles.title} onClick={() => open(id)}>
        {title}
      </button>
      <span className={styles.place}>
        {targetName} · {environment.name}
      </span>
      <span className={styles.verdict}>
        {run === undefined ? verdictText(change) : <Progress run={run} />}
      </span>
      <time className={styles.time} dateTime={new Date(at).toISOString()}>
        {formatDateTime(at)}
      </time>
      <span className={styles.action}>
        {run !== undefined ? (
          <Button size="small" aria-label={`Cancel ${title}`} onClick={() => cancel(run.id)}>
            Cancel
          </Button>
        ) : (
          canUndo(change) &&
          guardNow(change) !== 'read-only' && (
            <Button size="small" aria-label={`${undoWord(change)} ${title}`} onClick={() => undo(id)}>
              {undoWord(change)}
            </Button>
          )
        )}
      </span>
    </li>
  )
}

function Progress({ run }: { run: ChangeRun }) {
  const progress = run.state.kind === 'running' ? run.state.progress : undefined
  const figures = progress && progressFigures(progress)
  return (
    <span className={styles.progress}>
      <ProgressBar label={run.title} done={progress?.event.done ?? 0} total={progress?.event.total} />
      <span className={styles.figures}>
        {phaseWords(run)}
        {figures !== undefined && ` · ${figures}`}
      </span>
    </span>
  )
}
