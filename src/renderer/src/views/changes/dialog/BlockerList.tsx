import type { Blocker } from '#shared/contract/changes.ts'
import { formatMs } from '#renderer/ui/format.ts'
import styles from './BlockerList.module.css'

/** Sessions that a change waits for: who, for how long, doing what, and why that matters. */
export function BlockerList({ blockers }: { blockers: readonly Blocker[] }) {
  return (
    <ul className={styles.list} aria-label="Sessions in the way">
      {blockers.map((blocker) => (
        <li key={`${blocker.pid} ${blocker.startedAt}`} className={styles.blocker}>
          <p className={styles.who}>
            <strong>{blocker.role || 'unknown role'}</strong>
            {blocker.application !== '' && <span>{blocker.application}</span>}
            <span>PID {blocker.pid}</span>
            <span>{blocker.state}</span>
            {blocker.transactionMs !== null && <span>for {formatMs(blocker.transactionMs)}</span>}
          </p>
          <p>{blocker.why}</p>
          {blocker.query !== '' && <code className={styles.query}>{oneLine(blocker.query)}</code>}
        </li>
      ))}
    </ul>
  )
}

function oneLine(sql: string): string {
  return sql.slice(0, 400).replace(/\s+/g, ' ').trim()
}
