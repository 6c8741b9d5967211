import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import type { QueryDocument } from '#renderer/stores/queries/documents.ts'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import styles from './EffectsDialog.module.css'

/** Before a statement with effects runs: what it does, and what rolling back does not undo. */
export function EffectsDialog({ document }: { document: QueryDocument }) {
  const accept = useQueries((state) => state.acceptEffects)
  const cancel = useQueries((state) => state.cancel)
  const environments = useEnvironments((state) => state.environments)
  if (document.kind !== 'statement' || document.work.kind !== 'asking') return null
  const { command, warnings } = document.work.check
  const found = document.targetId === null ? undefined : findTarget(environments, document.targetId)
  const environment = found?.environment
  const typeToConfirm = environment?.guard === 'confirm' ? environment.name : undefined
  return (
    <ConfirmDialog
      open
      title={`Run this ${command}?`}
      action="Run and roll back"
      typeToConfirm={typeToConfirm}
      onClose={() => cancel(document.id)}
      onConfirm={(typed) => accept(document.id, typeToConfirm === undefined ? {} : { confirmation: typed })}
    >
      <p>
        Explain analyze really runs it on <strong>{found?.target.name ?? 'the server'}</strong>
        {environment !== undefined && ` (${environment.name})`}, in a transaction that is rolled back
        afterwards.
      </p>
      {warnings.length > 0 && (
        <>
          <p className={styles.lead}>What to know, and what rolling back does not undo:</p>
          <ul className={styles.warnings}>
            {warnings.map((warning) => (
              <li key={warning.title}>
                <strong>{warning.title}</strong>
                <span>{warning.detail}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </ConfirmDialog>
  )
}
