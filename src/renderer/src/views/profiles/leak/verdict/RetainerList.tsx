import { formatBytes, formatCompact } from '#renderer/ui/format.ts'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import styles from './RetainerList.module.css'
import { SourcePlace } from './SourcePlace.tsx'

/** What holds the objects that grew, as chains from what is always alive down to one of them. */
export function RetainerList({ retainers }: { retainers: readonly LeakRetainer[] }) {
  return (
    <ul className={styles.list}>
      {retainers.map(({ name, addedCount, addedBytes, path, others = [] }) => (
        <li key={`${name} ${keyOf(path)}`}>
          <p className={styles.head}>
            <code>{name}</code>
            <span className={styles.facts}>
              {`${addedCount > 0 ? '+' : ''}${formatCompact(addedCount)} objects keep ${formatBytes(addedBytes)} more alive`}
            </span>
          </p>
          <Chain path={path} />
          {others.length > 0 && (
            <p className={styles.others}>They are held in another way, too, and stay until both let go:</p>
          )}
          {others.map((other) => (
            <Chain key={keyOf(other)} path={other} />
          ))}
        </li>
      ))}
    </ul>
  )
}

type Path = LeakRetainer['path']

function keyOf(path: Path): string {
  return path.map(({ edge, node }) => `${edge} ${node}`).join('\n')
}

function Chain({ path }: { path: Path }) {
  return (
    <ol className={styles.path} aria-label="From what is always alive down to the object">
      {path.map(({ edge, node, file, line }, depth) => (
        // A place in the chain is what it is: the same names may come twice.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={depth} style={{ paddingLeft: Math.min(depth, 12) * 14 }}>
          <code>
            {edge !== '' && <span className={styles.edge}>{edge} </span>}
            {node}
          </code>
          {file !== undefined && file !== '' && (
            <span className={styles.place}>
              <SourcePlace file={file} line={line ?? 0} />
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
