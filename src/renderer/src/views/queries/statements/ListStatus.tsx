import { ListChecks } from 'lucide-react'
import { useStatements } from '#renderer/stores/statements.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCount, formatDateTime, formatMs, formatTime } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import styles from './ListStatus.module.css'
import type { ShownTable } from './use-table.ts'
import { windowMs } from './figures.ts'

/** A line under the toolbar: how many statements, since when, from where. */
export function ListStatus({ shown }: { shown: ShownTable }) {
  const { list, statements } = shown
  const { loading, findings, findingsFailure, findingsOpen, choose } = useStatements()
  const whole = list.statements.length
  const length = windowMs(list)
  const facts = [
    statements.length === whole
      ? formatCount(whole, whole === 1 ? 'statement' : 'statements')
      : `${formatCount(statements.length)} of ${formatCount(whole, 'statements')}`,
    list.since === null ? whole > 0 && 'since an unknown time' : `since ${formatDateTime(list.since)}`,
    length === undefined ? undefined : formatMs(length),
    list.source,
    `PostgreSQL ${list.serverVersion}`,
    list.evicted !== undefined && list.evicted > 0
      ? `${formatCount(list.evicted)} thrown out for want of room`
      : undefined,
  ].filter((fact) => typeof fact === 'string')
  return (
    <div className={styles.status}>
      <p className={styles.facts}>{facts.join(' · ')}</p>
      <span className={styles.read} title="When the counters were read">
        {loading ? <Spinner label="Reading" size={12} /> : null}
        read {formatTime(list.until)}
      </span>
      <Tooltip content="Show or hide the findings" command="statements.findings">
        <Button
          size="small"
          variant="ghost"
          icon={ListChecks}
          aria-pressed={findingsOpen}
          className={findingsOpen ? styles.pressed : undefined}
          onClick={() => choose({ findingsOpen: !findingsOpen })}
        >
          Findings
          {findings !== null && findingsFailure === null && <span>{formatCount(findings.length)}</span>}
        </Button>
      </Tooltip>
    </div>
  )
}
