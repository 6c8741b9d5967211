import { useKeyList } from '#renderer/stores/redis-keys.ts'
import { mostRows } from '#renderer/stores/redis-keys/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'

/** What there is after the last row: more, nothing, or why not. */
export function ListFoot({ targetId }: { targetId: string }) {
  const { targetId: listed, rows, scanned, state, failure, more, stop } = useKeyList()
  if (listed !== targetId) return null
  switch (state) {
    case 'reading':
      return (
        <>
          <Spinner label="Reading keys" />
          <span>{scanned === 0 ? 'Reading keys…' : `${formatCount(scanned, 'keys')} looked at…`}</span>
          <Button size="small" onClick={stop}>
            Stop
          </Button>
        </>
      )
    case 'more':
    case 'stopped':
      return (
        <Button size="small" onClick={more}>
          {state === 'stopped' ? 'Go on' : 'Show more'}
        </Button>
      )
    case 'failed':
      return failure && <FailureBox failure={failure} onRetry={more} />
    case 'end':
      return <span>{formatCount(rows.length, rows.length === 1 ? 'key' : 'keys')}, no more</span>
    case 'full':
      return (
        <span>
          The list ends after {formatCount(mostRows, 'keys')}. Narrow it by a pattern or a type to see others.
        </span>
      )
  }
}
