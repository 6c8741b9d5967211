import { useQueries } from '#renderer/stores/queries.ts'
import type { QueryDocument, Work } from '#renderer/stores/queries/documents.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { DocumentCommands } from './DocumentCommands.tsx'
import { PlanPane } from './plan-input/PlanPane.tsx'
import { ResultPane } from './result/ResultPane.tsx'
import { useShownResult } from './result/shown-result.ts'
import { EffectsDialog } from './statement/EffectsDialog.tsx'
import { useEscapeToCancel } from './statement/escape.ts'
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
            defaultSize: document.kind === 'plan' && shown === null ? '100%' : 210,
            fixed: true,
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

/** Stands where the plan will be. */
function NoResult({ document }: { document: QueryDocument }) {
  const [title, text] = emptyWords[document.work.kind]
  return <EmptyState title={title}>{text}</EmptyState>
}

const invitation =
  'Explain analyze runs the statement, measures each step and rolls back. Explain only plans it.'
const emptyWords: Readonly<Record<Work['kind'], readonly [title: string, text: string]>> = {
  idle: ['No plan yet', invitation],
  asking: ['No plan yet', invitation],
  running: ['The plan comes here', 'Escape cancels the statement, on the server too.'],
  failed: ['No plan', 'The statement failed; the reason stands above. It is kept as it was typed.'],
  cancelled: ['No plan', 'The statement was cancelled. It is kept as it was typed.'],
}
