import { useKeyList } from '#renderer/stores/redis-keys.ts'
import { mostRows } from '#renderer/stores/redis-keys/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './ListFoot.module.css'

/** What there is after the last row: more, nothing, or why not. */
export function ListFoot({ targetId }: { targetId: string }) {
  const listed = useKeyList((state) => state.targetId)
  return (
    listed === targetId && (
      <div className={styles.foot}>
        <Foot />
      </div>
    )
  )
}

function Foot() {
  const { rows, scanned, state, failure, more, stop } = useKeyList()
  const count = formatCount(rows.length, rows.length === 1 ? 'key' : 'keys')
  switch (state) {
    case 'reading':
      return (
        <>
          <Spinner label="Reading keys" />
          <span>{scanned === 0 ? 'Reading keys…' : `${count}, ${formatCount(scanned)} looked at…`}</span>
          <Button size="small" onClick={stop}>
            Stop
          </Button>
        </>
      )
    case 'more':
    case 'stopped':
      return (
        <>
          <span>{count}, more as you scroll</span>
          <Button size="small" onClick={more}>
            {state === 'stopped' ? 'Go on' : 'More'}
          </Button>
        </>
      )
    case 'failed':
      // With no rows it stands in their place.
      return failure !== null && rows.length > 0 && <FailureBox failure={failure} onRetry={more} />
    case 'end':
      return <span>{count}, no more</span>
    case 'full':
      return (
        <span>
          The list ends after {formatCount(mostRows, 'keys')}. Narrow it by a pattern or a type to see others.
        </span>
      )
  }
}
