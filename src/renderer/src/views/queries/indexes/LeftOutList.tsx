import { useState } from 'react'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlText } from '#renderer/ui/SqlText.tsx'
import styles from './LeftOutList.module.css'

interface LeftOut {
  sql: string
  reason: string
}

export interface LeftOutListProps {
  label: string
  entries: readonly LeftOut[]
  /** What the list is, one sentence. */
  lead: string
  /** Where it is empty. */
  none: string
}

/** What did not come into the advice, each with its reason; searchable. */
export function LeftOutList({ label, entries, lead, none }: LeftOutListProps) {
  const [search, setSearch] = useState('')
  if (entries.length === 0) return <EmptyState title={none} />
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = entries.filter(({ sql, reason }) => {
    const text = `${sql} ${reason}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return (
    <div className={styles.list}>
      <div className={styles.bar}>
        <p className={styles.lead}>{lead}</p>
        <SearchField
          label={`Search: ${label}`}
          placeholder="Search SQL and reasons"
          className={styles.search}
          value={search}
          onChange={setSearch}
        />
        <output className={styles.count}>
          {shown.length === entries.length
            ? formatCount(entries.length)
            : `${formatCount(shown.length)} of ${formatCount(entries.length)}`}
        </output>
      </div>
      <ul aria-label={label}>
        {shown.map((entry, place) => (
          // The same SQL may be skipped twice, for two roles.
          <li key={`${place} ${entry.sql}`} className={styles.entry}>
            <span className={styles.sql} title={entry.sql}>
              <SqlText sql={oneLine(entry.sql)} />
            </span>
            <span className={styles.reason}>{entry.reason}</span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <EmptyState title={`Nothing fits “${search}”`} />}
    </div>
  )
}
