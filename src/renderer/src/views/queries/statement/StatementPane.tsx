import { useEffect } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { StatementDocument } from '#renderer/stores/queries/documents.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { offsetOfPosition, wordAt } from '../editor/position.ts'
import { SqlEditor } from '../editor/SqlEditor.tsx'
import { ParameterFields } from './ParameterFields.tsx'
import { StatementToolbar } from './StatementToolbar.tsx'
import styles from './StatementPane.module.css'

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
        error={failed === null ? null : placeOf(document.sql, failed.failure.facts['position'])}
        takesFocus={document.result === null}
        onChange={(sql) => edit(document.id, { sql })}
      />
      <ParameterFields document={document} />
      {failed !== null && (
        <div className={styles.failure}>
          <FailureBox
            failure={failed.failure}
            onRetry={
              failed.task === 'read' ? undefined : () => explain(document.id, failed.task === 'analyze')
            }
          />
        </div>
      )}
    </section>
  )
}

function placeOf(sql: string, position: unknown): { from: number; to: number } | null {
  return typeof position === 'number' ? wordAt(sql, offsetOfPosition(sql, position)) : null
}
