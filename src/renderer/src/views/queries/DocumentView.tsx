import { useQueries } from '#renderer/stores/queries.ts'
import type { QueryDocument } from '#renderer/stores/queries/documents.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { DocumentCommands } from './DocumentCommands.tsx'
import styles from './DocumentView.module.css'
import { PlanPane } from './plan-input/PlanPane.tsx'
import { ResultPane } from './result/ResultPane.tsx'
import { useShownResult } from './result/shown-result.ts'
import { EffectsDialog } from './statement/EffectsDialog.tsx'
import { useEscapeToCancel } from './statement/escape.ts'
import { RunStatus } from './statement/RunStatus.tsx'
import { StatementPane } from './statement/StatementPane.tsx'

/** One tab: what is explained above, the result below. */
export function DocumentView({ document }: { document: QueryDocument }) {
  const shown = useShownResult(document)
  const toggleEditor = useQueries((state) => state.toggleEditor)
  const input =
    document.kind === 'statement' ? <StatementPane document={document} /> : <PlanPane document={document} />
  useEscapeToCancel(document)
  const open = document.editorOpen || shown === null
  return (
    <>
      <DocumentCommands document={document} shown={shown} />
      <EffectsDialog document={document} />
      <SplitPane
        id={document.kind === 'statement' ? 'queries-statement' : 'queries-plan'}
        direction="vertical"
        parts={[
          open && {
            id: 'editor',
            defaultSize: document.kind === 'plan' && shown === null ? '100%' : '30%',
            minSize: 96,
            children: input,
          },
          (document.kind === 'statement' || shown !== null) && {
            id: 'result',
            minSize: 120,
            children:
              shown === null ? (
                <NoResult document={document} />
              ) : (
                <ResultPane
                  shown={shown}
                  document={document}
                  onToggleEditor={() => toggleEditor(document.id)}
                />
              ),
          },
        ]}
      />
    </>
  )
}

function NoResult({ document }: { document: QueryDocument }) {
  if (document.work.kind === 'running') {
    return (
      <div className={styles.waiting}>
        <RunStatus document={document} />
      </div>
    )
  }
  return (
    <EmptyState title={document.work.kind === 'cancelled' ? 'Cancelled, so there is no plan' : 'No plan yet'}>
      Explain analyze runs the statement, measures each step and rolls back. Explain only plans it.
    </EmptyState>
  )
}
