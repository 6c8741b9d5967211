import { Copy, Flame, ListTree } from 'lucide-react'
import { useState } from 'react'
import { hasPage } from '#renderer/stores/home.ts'
import { useStatements } from '#renderer/stores/statements.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Finding } from '#shared/contract/finding.ts'
import type { Statement } from '#shared/contract/statements.ts'
import { FindingList } from '../../../findings/FindingList.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import { adviseFor, openWithPlan, textOf } from '../actions.ts'
import type { ShownTable } from '../use-table.ts'
import { factsOf } from './facts.ts'
import { HistorySection } from './HistorySection.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import styles from './StatementInspector.module.css'

/** Everything about the selected statement, in the right-hand pane. */
export function StatementInspector({ shown, targetId }: { shown: ShownTable; targetId: string }) {
  const selected = useStatements((state) => state.selected)
  const select = useStatements((state) => state.select)
  const statement = shown.list.statements.find(({ id }) => id === selected)
  if (statement === undefined) return null
  const findings = shown.findingsOf(statement.id)
  return (
    <InspectorContent title={oneLine(statement.query, 60) || 'Statement'} onClose={() => select(null)}>
      <div className={styles.inspector}>
        <Actions statement={statement} />
        <WholeText statement={statement} />
        <Findings
          // Anew for another statement, and when findings come that were not there yet.
          key={`${statement.id} ${findings[0]?.id}`}
          findings={findings}
          targetId={targetId}
        />
        <HistorySection statement={statement} />
        <FigureList shown={shown} statement={statement} />
      </div>
    </InspectorContent>
  )
}

function Actions({ statement }: { statement: Statement }) {
  return (
    <div className={styles.actions}>
      <Tooltip content="Plan it, with common values for its parameters" command="statements.open">
        <Button variant="primary" size="small" icon={Flame} onClick={() => openWithPlan(statement)}>
          Open with its plan
        </Button>
      </Tooltip>
      {hasPage('indexes') && (
        <Tooltip content="Look for indexes that would help it" command="statements.advise">
          <Button size="small" icon={ListTree} onClick={() => adviseFor(statement)}>
            Advise an index
          </Button>
        </Tooltip>
      )}
      <Tooltip content="Copy the statement" command="statements.copy">
        <Button size="small" icon={Copy} onClick={() => void copyText(textOf(statement), 'the statement')}>
          Copy
        </Button>
      </Tooltip>
    </div>
  )
}

function WholeText({ statement }: { statement: Statement }) {
  const detail = useStatements((state) => state.detail)
  const mine = detail?.statementId === statement.id ? detail : undefined
  return (
    <>
      {mine?.textFailure && <FailureBox failure={mine.textFailure} />}
      <SqlBlock label="Statement" sql={mine?.text ?? statement.query} />
    </>
  )
}

function Findings({ findings, targetId }: { findings: readonly Finding[]; targetId: string }) {
  // The costliest is open until another is chosen.
  const [open, setOpen] = useState<string | null>(findings[0]?.id ?? null)
  if (findings.length === 0) return null
  return (
    <Section title="Findings">
      <FindingList
        compact
        findings={findings}
        targetId={targetId}
        open={open}
        onToggle={(id) => setOpen(open === id ? null : id)}
      />
    </Section>
  )
}

function FigureList({ shown, statement }: { shown: ShownTable; statement: Statement }) {
  return (
    <Section title="Figures">
      <dl className={styles.facts}>
        {factsOf(statement, shown.list, shown.context).map(({ name, value, title }) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
