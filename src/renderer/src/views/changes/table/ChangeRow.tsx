// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useChanges } from '#renderer/stores/changes.ts'
import { canUndo } from '#renderer/stores/changes/ledger.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import { useGuards } from '../guards.ts'
import { StatusMark } from '../StatusMark.tsx'
import { undoWord } from '../status.ts'
import { verdictText } from '../verdict.ts'
import { formatDateTime } from '#renderer/ui/format.ts'
import styles from './ChangesTable.module.css'

interface ChangeRowProps {
  id: string
  change: ChangeHead
  top: number
  place: number
  selected: boolean
}

/** One change of the ledger. */
export function ChangeRow({ id, change, top, place, selected }: ChangeRowProps) {
  const select = useChanges((state) => state.select)
  const open = useChanges((state) => state.open)
  const undo = useChanges((state) => state.undo)
  const guardNow = useGuards()
  const { title, status, at, who, targetName, environment, sql } = change
  const verdict = verdictText(change)
  return (
    // The keyboard is handled by the grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={selected}
      className={styles.row}
      data-selected={selected || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(change.id)}
      onDoubleClick={() => open(change.id)}
    >
      <span role="gridcell" className={styles.faint}>
        <time dateTime={new Date(at).toISOString()}>{formatDateTime(at)}</time>
      </span>
      <span role="gridcell" className={styles.title} title={sql}>
        {title}
      </span>
      <span role="gridcell" className={styles.place} title={`${targetName} · ${environment.name}`}>
        <span className={styles.name}>
          {targetName} · {environment.name}
        </span>
        <GuardBadge guard={environment.guard} />
      </span>
      <span role="gridcell" className={styles.status}>
        <StatusMark status={status} />
      </span>
      <span role="gridcell" className={styles.verdict} title={verdict}>
        {verdict}
      </span>
      <span role="gridcell" className={styles.faint}>
        {who}
      </span>
      <span role="gridcell" className={styles.action}>
        {canUndo(change) && guardNow(change) !== 'read-only' && (
          <Button
            size="small"
            // The keyboard undoes the chosen change with its own key.
            tabIndex={-1}
            aria-label={`${undoWord(change)} ${title}`}
            onClick={(event) => {
              event.stopPropagation()
              select(change.id)
              undo(change.id)
            }}
          >
            {undoWord(change)}
          </Button>
        )}
      </span>
    </div>
  )
}
