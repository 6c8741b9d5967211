import { RotateCw } from 'lucide-react'
import type { KeysPreview } from '#shared/contract/changes.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import { formatBytes, formatCount, formatSpan } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import styles from './ChangeDialog.module.css'
import { Fact } from './Fact.tsx'

interface KeysFactsProps {
  keys: KeysPreview
  refreshing: boolean
  onRefresh: () => void
}

/** Which keys it would change, counted by looking at each, and some of them as they would be. */
export function KeysFacts({ keys, refreshing, onRefresh }: KeysFactsProps) {
  const { scanned, matched, wouldChange, wouldSkip, samples, bytes, kept, estimatedMs } = keys
  return (
    <>
      <Fact
        title="Keys"
        action={
          <IconButton
            icon={RotateCw}
            size="small"
            label="Count the keys again"
            aria-busy={refreshing}
            onClick={onRefresh}
          />
        }
      >
        <p>
          <strong>{formatCount(wouldChange, wouldChange === 1 ? 'key' : 'keys')} would change</strong>
          {bytes !== null && ` (${formatBytes(bytes)})`}, of {formatCount(matched)} that match, of{' '}
          {formatCount(scanned)} looked at.
          {wouldChange > 0 && ` About ${formatSpan(Math.max(1000, estimatedMs))} at a gentle pace.`}
        </p>
        {wouldSkip.map(({ reason, keys }) => (
          <p key={reason} className={styles.hint}>
            {formatCount(keys)} left as they are: {reason}.
          </p>
        ))}
        {kept && (
          <p className={kept.lost > 0 ? undefined : styles.hint}>
            {formatCount(kept.keys)} kept for undo
            {kept.lost > 0 && <strong>, {formatCount(kept.lost)} cannot be brought back</strong>}.
          </p>
        )}
      </Fact>
      {samples.length > 0 && (
        <Fact title="Some of them">
          {/* Takes focus, so that the keyboard can scroll it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className={styles.samples} tabIndex={0} role="region" aria-label="Some of the keys">
            <table className={styles.locks} aria-label="Some of the keys that would change">
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  <th scope="col">Type</th>
                  <th scope="col">Time left now</th>
                  <th scope="col">Afterwards</th>
                </tr>
              </thead>
              <tbody>
                {samples.map(({ key, type, ttlMs, after }) => (
                  <tr key={key}>
                    <td className={styles.key}>{shownKeyName(key)}</td>
                    <td>{type}</td>
                    <td>{ttlWords(ttlMs)}</td>
                    <td>{afterWords(after)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Fact>
      )}
    </>
  )
}

function ttlWords(ttlMs: number | null): string {
  return ttlMs === null ? 'never expires' : formatSpan(ttlMs)
}

function afterWords(after: KeysPreview['samples'][number]['after']): string {
  if (after === undefined) return 'gone'
  if (after === null) return 'never expires'
  const low = formatSpan(after.lowMs)
  const high = formatSpan(after.highMs)
  return low === high ? low : `${low} to ${high}`
}
