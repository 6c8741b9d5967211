import { TextSearch } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import { SeverityBadge } from '#renderer/ui/SeverityBadge.tsx'
import type { Finding } from '#shared/contract/finding.ts'
import { SeverityMark } from '#renderer/ui/SeverityMark.tsx'
import { FindingBody } from './FindingBody.tsx'
import styles from './FindingList.module.css'

export interface FindingListProps {
  findings: readonly Finding[]
  targetId: string
  /** The finding whose evidence is open, by its id. */
  open: string | null
  onToggle: (id: string) => void
  /** What stands at the end of a finding's line: what it is about. */
  subjectOf?: (finding: Finding) => ReactNode
  /** For a narrow place: signs instead of words, little indent. */
  compact?: boolean
  /** What that button says: `Show the statement`. */
  subjectAction?: string
  /** What it does, for findings that are about something in sight. */
  onSubject?: (finding: Finding) => (() => void) | undefined
}

/** Findings, one line each; the open one with all that is known of it. The arrow keys go up and down. */
export function FindingList(props: FindingListProps) {
  return (
    <ul className={styles.list}>
      {props.findings.map((finding) => (
        <FindingRow key={finding.id} finding={finding} {...props} />
      ))}
    </ul>
  )
}

function FindingRow({
  finding,
  targetId,
  open,
  onToggle,
  subjectOf,
  subjectAction = 'Show the statement',
  onSubject,
  compact = false,
}: FindingListProps & { finding: Finding }) {
  const isOpen = open === finding.id
  const showSubject = isOpen ? onSubject?.(finding) : undefined
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // In the inspector it is open from the start, and the beginning is what to read first.
    if (isOpen && !compact) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, compact])
  return (
    <li ref={row} className={styles.row} data-open={isOpen || undefined} data-compact={compact || undefined}>
      <button
        type="button"
        className={styles.line}
        aria-expanded={isOpen}
        data-row
        onKeyDown={moveBetweenRows}
        onClick={() => onToggle(finding.id)}
      >
        <span className={styles.severity}>
          {compact ? (
            <SeverityMark severity={finding.severity} label={`Severity ${finding.severity}:`} />
          ) : (
            <SeverityBadge severity={finding.severity} />
          )}
        </span>
        <span className={styles.title}>{finding.title}</span>
        {subjectOf !== undefined && <span className={styles.subject}>{subjectOf(finding)}</span>}
      </button>
      {isOpen && (
        <div className={styles.body}>
          <FindingBody
            finding={finding}
            targetId={targetId}
            actions={
              showSubject && (
                <Button size="small" icon={TextSearch} onClick={showSubject}>
                  {subjectAction}
                </Button>
              )
            }
          />
        </div>
      )}
    </li>
  )
}
