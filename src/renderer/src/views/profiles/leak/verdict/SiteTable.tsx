import { ChevronDown, ChevronRight } from 'lucide-react'
import { Fragment, useState } from 'react'
import { formatBytes, formatPercent } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import type { LeakSite } from '#shared/contract/node/leak.ts'
import styles from './SiteTable.module.css'
import { SourcePlace } from './SourcePlace.tsx'

/** Allocation sites, the one with most of the growth first; each with the way that led to it. */
export function SiteTable({ sites }: { sites: readonly LeakSite[] }) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Function</th>
          <th scope="col">Place</th>
          <th scope="col">Part of the growth</th>
          <th scope="col">Bytes</th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site) => {
          const key = [site.name, site.file, site.line, site.column, ...site.stack].join('\n')
          const isOpen = open === key
          return (
            <Fragment key={key}>
              <tr>
                <th scope="row">
                  <span className={styles.name}>
                    <IconButton
                      icon={isOpen ? ChevronDown : ChevronRight}
                      label={isOpen ? 'Hide the stack' : 'Show the stack'}
                      size="small"
                      aria-expanded={isOpen}
                      onClick={() => setOpen(isOpen ? null : key)}
                    />
                    <code>{site.name === '' ? '(anonymous)' : site.name}</code>
                  </span>
                </th>
                <td className={styles.place}>
                  <SourcePlace file={site.file} line={site.line} column={site.column} />
                </td>
                <td className={styles.share}>
                  <span className={styles.track} aria-hidden>
                    <span style={{ width: `${Math.min(1, Math.max(0, site.share)) * 100}%` }} />
                  </span>
                  {formatPercent(site.share)}
                </td>
                <td className={styles.bytes}>{formatBytes(site.bytes)}</td>
              </tr>
              {isOpen && (
                <tr>
                  <td colSpan={4}>
                    <ol className={styles.stack} aria-label="Stack, the outermost caller first">
                      {site.stack.map((frame, index) => (
                        // A recursive stack has the same frame more than once.
                        // oxlint-disable-next-line react/no-array-index-key
                        <li key={index}>
                          <code>{frame}</code>
                        </li>
                      ))}
                    </ol>
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </tbody>
    </table>
  )
}
