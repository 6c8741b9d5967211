import { formatBytes, formatCompact } from '#renderer/ui/format.ts'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import styles from './RetainerList.module.css'

/** What holds the objects that grew, as chains from what is always alive down to one of them. */
export function RetainerList({ retainers }: { retainers: readonly LeakRetainer[] }) {
  return (
    <ul className={styles.list}>
      {retainers.map(({ name, addedCount, addedBytes, path }) => (
        <li key={`${name} ${path.map(({ edge }) => edge).join()}`} className={styles.retainer}>
          <p className={styles.head}>
            <code>{name}</code>
            <span className={styles.facts}>
              {`${addedCount > 0 ? '+' : ''}${formatCompact(addedCount)} objects keep ${formatBytes(addedBytes)} more alive`}
            </span>
          </p>
          <ol className={styles.path} aria-label="From what is always alive down to the object">
            {path.map(({ edge, node }, depth) => (
              // A place in the chain is what it is: the same names may come twice.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={depth} style={{ paddingLeft: Math.min(depth, 12) * 14 }}>
                <code>
                  {edge !== '' && <span className={styles.edge}>{edge} </span>}
                  {node}
                </code>
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ul>
  )
}
