import type { KeyspaceColouring } from '#shared/profile/importers/keyspace.ts'
import { ttlKinds, typeKinds } from '#shared/profile/importers/keyspace.ts'
import { flameColorNames } from '#renderer/charts/flame/index.ts'
import styles from './Legend.module.css'

/** What the colours of the namespaces mean. */
export function Legend({ colouring, kinds }: { colouring: KeyspaceColouring; kinds: ReadonlySet<string> }) {
  const all: readonly string[] = colouring === 'ttl' ? ttlKinds : typeKinds
  // All steps of a scale; of types only those that are there.
  const names = colouring === 'ttl' ? all : all.filter((kind) => kinds.has(kind))
  return (
    <ul className={styles.legend} aria-label="Colours">
      {names.map((name) => (
        <li key={name}>
          <span className={styles.swatch} data-kind={flameColorNames([name])[0]} aria-hidden />
          {name}
        </li>
      ))}
    </ul>
  )
}
