import type { Change } from '#shared/contract/changes.ts'
import { formatDateTime } from '#renderer/ui/format.ts'
import styles from './EventList.module.css'
import { StatusMark } from './StatusMark.tsx'

/** All that happened to a change, the oldest first. */
export function EventList({ events }: { events: Change['events'] }) {
  if (events.length === 0) return null
  return (
    <ol className={styles.list} aria-label="Events">
      {events.map(({ at, status, message }, index) => (
        // Several may come in one millisecond; they are only ever added to.
        <li key={`${at} ${index}`} className={styles.event}>
          <time dateTime={new Date(at).toISOString()}>{formatDateTime(at)}</time>
          <StatusMark status={status} settled={index < events.length - 1} />
          <span className={styles.message}>{message}</span>
        </li>
      ))}
    </ol>
  )
}
