import { useQueries } from '#renderer/stores/queries.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { HealthSection } from '#shared/contract/health.ts'
import { SqlActions } from '#renderer/ui/SqlActions.tsx'
import styles from './SourceList.module.css'

/** The queries or commands that a section's figures come from; each runs as it is. */
export function SourceList({ sources, target }: { sources: HealthSection['sources']; target: Target }) {
  const openStatement = useQueries((state) => state.openStatement)
  const isPostgres = target.address.kind === 'postgres'
  if (sources.length === 0)
    return <p className={styles.none}>This section asks the server nothing of its own.</p>
  return (
    <div className={styles.sources}>
      {sources.map(({ title, sql }) => (
        <SqlBlock
          key={title}
          label={`${isPostgres ? 'SQL' : 'Command'}: ${title}`}
          caption={title}
          sql={sql}
          actions={
            <SqlActions
              sql={sql}
              what={isPostgres ? 'the SQL' : 'the command'}
              {...(isPostgres && { onOpen: () => openStatement({ targetId: target.id, sql }) })}
            />
          }
        />
      ))}
    </div>
  )
}
