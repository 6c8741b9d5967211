import { formatCount, formatPercent } from '#renderer/ui/format.ts'
import type { TraceSummary } from '#shared/contract/redis/traces.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import styles from './SummaryPart.module.css'

/** The namespaces with most accesses. */
export function NamespacesTable({ namespaces }: Pick<TraceSummary, 'namespaces'>) {
  return (
    <section className={styles.tablePart} aria-label="Namespaces">
      <h4>Namespaces</h4>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Hot keys">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Namespace</th>
              <Head>Share</Head>
              <Head>Reads</Head>
              <Head>Writes</Head>
              <Head>Keys</Head>
              <Head>Hit rate</Head>
            </tr>
          </thead>
          <tbody>
            {namespaces.map(({ pattern, sharePercent, reads, writes, keys, hitRate }) => (
              <tr key={pattern}>
                <th scope="row" className={styles.name}>
                  {shownKeyName(pattern)}
                </th>
                <Share percent={sharePercent} />
                <td data-figure>{formatCount(reads)}</td>
                <td data-figure>{formatCount(writes)}</td>
                <td data-figure>{formatCount(keys)}</td>
                <td data-figure>{hitRate === null ? '–' : formatPercent(hitRate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** The keys with most accesses. */
export function HotKeysTable({ hotKeys }: Pick<TraceSummary, 'hotKeys'>) {
  return (
    <section className={styles.tablePart} aria-label="Hot keys">
      <h4>Hot keys</h4>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Namespaces">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <Head>Share</Head>
              <Head>Reads</Head>
              <Head>Writes</Head>
            </tr>
          </thead>
          <tbody>
            {hotKeys.map(({ key, sharePercent, reads, writes }) => (
              <tr key={key}>
                <th scope="row" className={styles.name}>
                  {shownKeyName(key)}
                </th>
                <Share percent={sharePercent} />
                <td data-figure>{formatCount(reads)}</td>
                <td data-figure>{formatCount(writes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Head({ children }: { children: string }) {
  return (
    <th scope="col" data-figure>
      {children}
    </th>
  )
}

/** The figure, and a bar as long. */
function Share({ percent }: { percent: number }) {
  return (
    <td data-figure>
      <span className={styles.share}>
        <span className={styles.bar} style={{ width: `${percent}%` }} aria-hidden />
        {formatPercent(percent / 100)}
      </span>
    </td>
  )
}
