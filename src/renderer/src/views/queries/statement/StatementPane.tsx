import { useEffect } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { StatementDocument, Work } from '#renderer/stores/queries/documents.ts'
import type { FailureCode } from '#shared/failure.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { offsetOfPosition, wordAt } from '../editor/position.ts'
import { SqlEditor } from '../editor/SqlEditor.tsx'
import { ParameterFields } from './ParameterFields.tsx'
import { StatementToolbar } from './StatementToolbar.tsx'
import styles from './StatementPane.module.css'

type Failed = Extract<Work, { kind: 'failed' }>

/** Failures that the same statement may not meet again. */
const mayHelpAgain: ReadonlySet<FailureCode> = new Set([
  'UNREACHABLE',
  'CONNECTION_LOST',
  'TIMEOUT',
  'AUTHENTICATION',
  'TLS',
])

/** The editor of a statement with all that belongs to running it. */
export function StatementPane({ document }: { document: StatementDocument }) {
  const edit = useQueries((state) => state.editStatement)
  const explain = useQueries((state) => state.explain)
  const loadCatalogue = useQueries((state) => state.loadCatalogue)
  const { targetId, work } = document
  const catalogue = useQueries((state) => (targetId === null ? undefined : state.catalogues[targetId]))
  useEffect(() => {
    if (targetId !== null) loadCatalogue(targetId)
  }, [targetId, loadCatalogue])
  const failed = work.kind === 'failed' ? work : null
  const retry = (): void => explain(document.id, failed?.task === 'analyze')
  return (
    <section className={styles.pane} aria-label="Statement">
      <StatementToolbar document={document} />
      <SqlEditor
        key={document.id}
        documentId={document.id}
        text={document.sql}
        label="SQL statement"
        placeholder="SELECT …"
        catalogue={catalogue?.kind === 'loaded' ? catalogue.catalogue : null}
        error={failed === null ? null : placeOf(document.sql, failed)}
        busy={work.kind === 'running'}
        takesFocus={document.result === null}
        onChange={(sql) => edit(document.id, { sql })}
        onSelection={(selection) => edit(document.id, { selection })}
      />
      <ParameterFields document={document} />
      {failed !== null && (
        <div className={styles.failure}>
          <FailureBox
            failure={failed.failure}
            onRetry={mayHelpAgain.has(failed.failure.code) ? retry : undefined}
          />
        </div>
      )}
    </section>
  )
}

/** Where the server says the error is, as long as what was sent still stands in the text. */
function placeOf(sql: string, { failure, sent }: Failed): { from: number; to: number } | null {
  const position = failure.facts['position']
  if (typeof position !== 'number' || sent === null) return null
  if (!sql.startsWith(sent.text, sent.from)) return null
  const { from, to } = wordAt(sent.text, offsetOfPosition(sent.text, position))
  return { from: sent.from + from, to: sent.from + to }
}
