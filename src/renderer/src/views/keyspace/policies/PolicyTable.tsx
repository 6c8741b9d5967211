import { useTtlPolicies, policiesOf } from '#renderer/stores/ttl-policies.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { PolicyRow } from './PolicyRow.tsx'
import styles from './PolicyTable.module.css'

const columns: readonly { title: string; explanation: string; className?: string | undefined }[] = [
  { title: '#', explanation: 'Of several that match a key the first counts', className: styles.place },
  { title: 'Pattern', explanation: 'Which keys: a glob, as in SCAN MATCH', className: styles.pattern },
  { title: 'TTL', explanation: 'How long they may live', className: styles.ttl },
  {
    title: 'Jitter',
    explanation: 'Each key’s own TTL lies up to so much above or below, so that not all expire at once',
    className: styles.jitter,
  },
  { title: 'Reason', explanation: 'Why so long' },
  {
    title: 'Compliance',
    explanation: 'How the keys keep to it, at the last check',
    className: styles.compliance,
  },
  { title: 'Memory', explanation: 'What its keys take, at the last analysis', className: styles.bytes },
]

/** The table, edited in place. Up and down go from row to row, with Alt they move the row. */
export function PolicyTable({ target, isReadOnly }: { target: Target; isReadOnly: boolean }) {
  const rows = useTtlPolicies((state) => policiesOf(state, target.id).rows)
  return (
    <table className={styles.table} aria-label="TTL policies">
      <thead>
        <tr>
          {columns.map(({ title, explanation, className }) => (
            <th key={title} scope="col" title={explanation} className={className}>
              {title}
            </th>
          ))}
          <th scope="col" className={styles.actions}>
            <HiddenText>What can be done</HiddenText>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <PolicyRow key={row.id} target={target} row={row} place={place} isReadOnly={isReadOnly} />
        ))}
      </tbody>
    </table>
  )
}
