// See StatementTable on the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlText } from '#renderer/ui/SqlText.tsx'
import type { Finding } from '#shared/contract/finding.ts'
import type { Statement } from '#shared/contract/statements.ts'
import { SeverityMark } from '#renderer/ui/SeverityMark.tsx'
import { openWithPlan } from '../actions.ts'
import type { ColumnContext, StatementColumn } from '../columns.ts'
import { countsBySeverity } from '../findings-by-statement.ts'
import { shownTable } from '../table-name.ts'
import { FigureCells } from './FigureCells.tsx'
import styles from './StatementTable.module.css'

interface StatementRowViewProps {
  id: string
  rowKey: string
  statement: Statement
  /** Below its group; absent where there are none. */
  level: number | undefined
  columns: readonly StatementColumn[]
  context: ColumnContext
  findings: readonly Finding[]
  template: string
  top: number
  place: number
  selected: boolean
  focused: boolean
  onSelect: (key: string, statementId: string) => void
}

/** What fits into a wide window; each word more is an element to make while scrolling. */
const longestLine = 140

/** One statement in the table. */
export const StatementRowView = memo(function StatementRowView(props: StatementRowViewProps) {
  const { statement, columns, context, findings } = props
  return (
    // The keyboard is handled by the grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={props.id}
      role="row"
      className={styles.row}
      aria-level={props.level}
      aria-rowindex={props.place + 2}
      aria-selected={props.selected}
      data-selected={props.selected || undefined}
      data-focused={props.focused || undefined}
      data-nested={props.level === 2 || undefined}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${props.top}px)` }}
      onClick={() => props.onSelect(props.rowKey, statement.id)}
      onDoubleClick={() => openWithPlan(statement)}
    >
      <FigureCells
        columns={columns}
        figures={statement}
        context={context}
        renderWords={({ key }) => {
          if (key === 'query') return <QueryText query={statement.query} />
          if (key === 'findings') return <FindingMarks findings={findings} />
          if (key === 'tables') return <Words words={statement.tables.map(shownTable)} />
          return <Words words={key === 'role' ? [statement.role] : statement.applications} />
        }}
      />
    </div>
  )
})

function QueryText({ query }: { query: string }) {
  return query === '' ? (
    <span className={styles.unseen}>text not seen</span>
  ) : (
    <SqlText sql={oneLine(query, longestLine)} />
  )
}

function Words({ words }: { words: readonly string[] }) {
  const text = words.join(', ')
  return <span title={text}>{text}</span>
}

function FindingMarks({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <span className={styles.marks} title={findings.map(({ title }) => title).join('\n')}>
      {countsBySeverity(findings).map(({ severity, count }) => (
        <span key={severity} className={styles.mark}>
          <SeverityMark severity={severity} label={`${severity}:`} />
          {count}
        </span>
      ))}
    </span>
  )
}
