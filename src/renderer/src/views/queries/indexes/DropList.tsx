import { CircleCheck, Copy, Trash2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { changeThatDid } from '#renderer/stores/indexes/answer.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatBytes } from '#renderer/ui/format.ts'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { IndexDrop } from '#shared/contract/advisor.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import styles from './DropList.module.css'

const reasons: Record<IndexDrop['reason'], string> = {
  unused: 'Unused',
  duplicate: 'Duplicate',
  redundant: 'Redundant',
}

/** The indexes that could go, and why. The arrow keys go up and down. */
export function DropList({ drops, targetId }: { drops: readonly IndexDrop[]; targetId: string }) {
  const [open, setOpen] = useState<string | null>(drops[0]?.sql ?? null)
  if (drops.length === 0) {
    return (
      <EmptyState icon={CircleCheck} title="Every index earns its keep">
        No index is unused, a duplicate of another, or made redundant by one.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Indexes to drop">
      {drops.map((drop) => {
        const isOpen = open === drop.sql
        return (
          <li key={drop.sql} className={styles.row} data-open={isOpen || undefined}>
            <button
              type="button"
              className={styles.line}
              aria-expanded={isOpen}
              data-row
              onKeyDown={moveBetweenRows}
              onClick={() => setOpen(isOpen ? null : drop.sql)}
            >
              <span className={styles.reason}>{reasons[drop.reason]}</span>
              <span className={styles.title}>
                {drop.name} <span className={styles.table}>on {drop.table}</span>
              </span>
              {drop.warnings.length > 0 && (
                <span className={styles.warned}>
                  <TriangleAlert size={12} aria-hidden /> Look closer
                </span>
              )}
              <span className={styles.size}>{formatBytes(drop.sizeBytes)}</span>
            </button>
            {isOpen && <DropBody drop={drop} targetId={targetId} />}
          </li>
        )
      })}
    </ul>
  )
}

function DropBody({ drop, targetId }: { drop: IndexDrop; targetId: string }) {
  const propose = useChanges((state) => state.propose)
  const open = useChanges((state) => state.open)
  const ledger = useChanges((state) => state.ledger)
  const done = ledger.kind === 'ready' ? changeThatDid(drop.sql, ledger.changes, targetId) : undefined
  const { sql, name, definition, detail, coveredBy, warnings } = drop
  return (
    <div className={styles.body}>
      <p>
        {detail}
        {coveredBy !== null && !detail.includes(coveredBy) && ` ${coveredBy} does its work.`}
      </p>
      {warnings.length > 0 && (
        <ul className={styles.warnings} aria-label="Before you drop it">
          {warnings.map((warning) => (
            <li key={warning}>
              <TriangleAlert size={14} aria-hidden /> {warning}
            </li>
          ))}
        </ul>
      )}
      <SqlBlock
        label={`Definition of ${name}`}
        caption="What undo creates again"
        sql={definition}
        actions={
          <Button size="small" variant="ghost" icon={Copy} onClick={() => void copyText(sql, 'DROP INDEX')}>
            Copy DROP INDEX
          </Button>
        }
      />
      <div>
        {done === undefined ? (
          <Button
            size="small"
            icon={Trash2}
            title={sql}
            onClick={() => propose({ targetId, sql, title: `Drop ${name}` })}
          >
            Drop the index…
          </Button>
        ) : (
          <Button size="small" onClick={() => open(done.id)}>
            Dropped: show the change
          </Button>
        )}
      </div>
    </div>
  )
}
