import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { useStatements } from '#renderer/stores/statements.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import type { Finding } from '#shared/contract/finding.ts'
import { FindingList } from '../../findings/FindingList.tsx'
import styles from './FindingsPanel.module.css'
import type { ShownTable } from './use-table.ts'

/** More than anyone reads at once; the rest comes on demand. */
const firstShown = 100

/** What the statements show that costs time, the costliest first. */
export function FindingsPanel({ shown, targetId }: { shown: ShownTable; targetId: string }) {
  const { findings, findingsFailure, finding: open, choose, refresh, select } = useStatements()
  const [all, setAll] = useState(false)
  const byId = new Map(shown.list.statements.map((statement) => [statement.id, statement]))
  const statementOf = ({ subject }: Finding) =>
    subject?.kind === 'statement' ? byId.get(subject.name) : undefined
  const limit = all ? Infinity : firstShown
  return (
    <section className={styles.panel} aria-label="Findings">
      <h3 className={styles.heading}>
        Findings {findings !== null && <span className={styles.count}>{formatCount(findings.length)}</span>}
      </h3>
      <div className={styles.scroller}>
        {findingsFailure !== null && (
          <div className={styles.failure}>
            <FailureBox failure={findingsFailure} onRetry={refresh} />
          </div>
        )}
        {findings === null && findingsFailure === null && (
          <p className={styles.line}>
            <Spinner label="Looking for findings" /> Reading what the statements show…
          </p>
        )}
        {findings?.length === 0 && (
          <p className={styles.line}>
            <CircleCheck size={14} aria-hidden /> Nothing in these statements stands out.
          </p>
        )}
        {findings !== null && findings.length > 0 && (
          <FindingList
            findings={findings.slice(0, limit)}
            targetId={targetId}
            open={open}
            onToggle={(id) => {
              choose({ finding: open === id ? null : id })
              const statement = findings.find((each) => each.id === id && open !== id)
              const subject = statement && statementOf(statement)
              if (subject !== undefined) select(subject.id)
            }}
            subjectOf={(finding) => subjectWords(finding, statementOf(finding)?.query)}
            onSubject={(finding) => {
              const statement = statementOf(finding)
              return statement && (() => select(statement.id))
            }}
          />
        )}
        {findings !== null && findings.length > limit && (
          <div className={styles.more}>
            <Button size="small" onClick={() => setAll(true)}>
              Show {formatCount(findings.length - limit)} more
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}

function subjectWords({ subject }: Finding, query: string | undefined): string {
  if (query !== undefined) return oneLine(query, 90)
  return subject === undefined || subject.kind === 'statement' ? '' : `${subject.kind} ${subject.name}`
}
