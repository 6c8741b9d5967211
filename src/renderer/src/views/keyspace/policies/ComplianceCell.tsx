import { formatCount, formatPercent } from '#renderer/ui/format.ts'
import type { Compliance } from '#shared/contract/redis/keyspace.ts'
import styles from './ComplianceCell.module.css'

export interface ComplianceCellProps {
  shown: { compliance: Compliance; holds: boolean } | undefined
  ttlSeconds: number | null
}

/** How the keys of a policy keep to it: a bar, and the same in words. */
export function ComplianceCell({ shown, ttlSeconds }: ComplianceCellProps) {
  if (shown === undefined) return <span className={styles.none}>Not checked yet</span>
  const { keys, compliant, withoutTtl, other } = shown.compliance
  if (keys === 0) return <span className={styles.none}>No keys</span>
  const parts = [
    { kind: 'compliant', count: compliant, words: 'keep to it', className: styles.compliant },
    { kind: 'withoutTtl', count: withoutTtl, words: 'without TTL', className: styles.withoutTtl },
    {
      kind: 'other',
      count: other,
      words: ttlSeconds === null ? 'that expire' : 'that live longer',
      className: styles.other,
    },
  ].filter(({ count }) => count > 0)
  let from = 0
  return (
    <div className={styles.cell} data-old={!shown.holds || undefined}>
      <span className={styles.line}>
        <svg className={styles.bar} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden>
          {parts.map(({ kind, count, className }) => {
            const width = (count / keys) * 100
            const x = from
            from += width
            return <rect key={kind} x={x} width={width} height="1" className={className} />
          })}
        </svg>
        <strong className={styles.share}>{shareWords(compliant, keys)}</strong>
      </span>
      <p className={styles.words}>
        {parts.map(({ kind, count, words, className }, place) => (
          <span key={kind}>
            {place > 0 && ' · '}
            <svg className={styles.mark} viewBox="0 0 1 1" aria-hidden>
              <rect width="1" height="1" className={className} />
            </svg>
            {formatCount(count)} {words}
          </span>
        ))}
      </p>
      {!shown.holds && <p className={styles.old}>As checked before the edits</p>}
    </div>
  )
}

/** All only where it is all. */
function shareWords(compliant: number, keys: number): string {
  const share = compliant / keys
  return compliant < keys && share > 0.9995 ? 'nearly all' : formatPercent(share)
}
