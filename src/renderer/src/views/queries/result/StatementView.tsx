import { Copy, SquareTerminal } from 'lucide-react'
import { useQueries } from '#renderer/stores/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { SqlEditor } from '../editor/SqlEditor.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import type { ShownResult } from './shown-result.ts'
import styles from './StatementView.module.css'
import { postgresTargets, useCurrentEnvironment } from '#renderer/stores/environments.ts'

/** The statement that the plan is of, as it was sent or as the source named it. */
export function StatementView({ shown }: { shown: ShownResult }) {
  const openStatement = useQueries((state) => state.openStatement)
  const environment = useCurrentEnvironment()
  const sql = shown.result.sql ?? shown.plan.sql
  if (sql === undefined) {
    return (
      <EmptyState title="The text names no statement">
        Plans of auto_explain and logs carry their statement, a bare EXPLAIN output does not.
      </EmptyState>
    )
  }
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <Button size="small" variant="ghost" icon={Copy} onClick={() => void copyText(sql, 'the statement')}>
          Copy
        </Button>
        <Button
          size="small"
          variant="ghost"
          icon={SquareTerminal}
          onClick={() => openStatement({ targetId: postgresTargets(environment)[0]?.id ?? null, sql })}
        >
          Open in a new tab
        </Button>
      </div>
      <SqlEditor
        key={`${shown.documentId} ${shown.result.at}`}
        documentId={`${shown.documentId} statement`}
        text={sql}
        label="Statement of the plan"
        readOnly
      />
    </div>
  )
}
