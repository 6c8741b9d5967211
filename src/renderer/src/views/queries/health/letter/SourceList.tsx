import { useQueries } from '#renderer/stores/queries.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { HealthSection } from '#shared/contract/health.ts'
import { SqlActions } from '../../SqlActions.tsx'
import styles from './SourceList.module.css'

/** The queries that a section's figures come from; each runs as it is. */
export function SourceList({ sources, targetId }: { sources: HealthSection['sources']; targetId: string }) {
  const openStatement = useQueries((state) => state.openStatement)
  if (sources.length === 0) return <p className={styles.none}>This section needs no query of its own.</p>
  return (
    <div className={styles.sources}>
      {sources.map(({ title, sql }) => (
        <SqlBlock
          key={title}
          label={`SQL: ${title}`}
          caption={title}
          sql={sql}
          actions={<SqlActions sql={sql} what="the SQL" onOpen={() => openStatement({ targetId, sql })} />}
        />
      ))}
    </div>
  )
}
