import { useEffect } from 'react'
import { useStatements } from '#renderer/stores/statements.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { StatementList } from '#shared/contract/statements.ts'
import { LimitationNotices } from '../../findings/LimitationNotices.tsx'
import { FindingsPanel } from './FindingsPanel.tsx'
import { ListStatus } from './ListStatus.tsx'
import { NoStatements } from './NoStatements.tsx'
import { StatementInspector } from './inspector/StatementInspector.tsx'
import { StatementsCommands } from './StatementsCommands.tsx'
import styles from '#renderer/ui/page.module.css'
import { StatementsToolbar } from './StatementsToolbar.tsx'
import { StatementTable } from './table/StatementTable.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { useTable } from './use-table.ts'

/** What runs on a Postgres and what it costs. */
export function StatementsPage({ target }: { target: Target }) {
  const attend = useStatements((state) => state.attend)
  useEffect(() => attend(target.id), [attend, target.id])
  // What is kept from another server is not shown for a moment before it goes.
  const list = useStatements((state) => (state.targetId === target.id ? state.list : null))
  return (
    <section className={styles.page} aria-label="Statements">
      <h2>
        <HiddenText>Statements of {target.name}</HiddenText>
      </h2>
      {list === null ? <NoList /> : <ListView list={list} target={target} />}
    </section>
  )
}

/** Why reading it failed; what was read before stays below. */
function Problem() {
  const failure = useStatements((state) => state.failure)
  const refresh = useStatements((state) => state.refresh)
  return (
    failure !== null && (
      <div className={styles.failure}>
        <FailureBox failure={failure} onRetry={refresh} />
      </div>
    )
  )
}

function NoList() {
  const waiting = useStatements((state) => state.failure === null)
  return (
    <>
      <StatementsToolbar shown={null} />
      <StatementsCommands shown={null} />
      <Problem />
      {waiting && (
        <div className={styles.waiting}>
          <Spinner label="Reading the statements" />
          <span aria-hidden>Reading the statements…</span>
        </div>
      )}
    </>
  )
}

function ListView({ list, target }: { list: StatementList; target: Target }) {
  const shown = useTable(list)
  const findingsOpen = useStatements((state) => state.findingsOpen)
  const furtherLimitations = useStatements((state) => state.findingLimitations)
  const limitations = [
    ...list.limitations,
    ...furtherLimitations.filter(
      ({ message }) => !list.limitations.some((other) => other.message === message),
    ),
  ]
  return (
    <>
      <StatementsToolbar shown={shown} />
      <StatementsCommands shown={shown} />
      <ListStatus shown={shown} />
      <Problem />
      <LimitationNotices targetId={target.id} limitations={limitations} />
      <div className={styles.main}>
        {list.statements.length === 0 ? (
          <NoStatements list={list} />
        ) : (
          <SplitPane
            id="queries-statements"
            direction="vertical"
            parts={[
              { id: 'table', minSize: 120, children: <StatementTable shown={shown} /> },
              findingsOpen && {
                id: 'findings',
                defaultSize: '34%',
                minSize: 60,
                children: <FindingsPanel shown={shown} targetId={target.id} />,
              },
            ]}
          />
        )}
      </div>
      <StatementInspector shown={shown} targetId={target.id} />
    </>
  )
}
