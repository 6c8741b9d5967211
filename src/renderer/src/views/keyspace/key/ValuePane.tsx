import { Eye } from 'lucide-react'
import { useOpenKey } from '#renderer/stores/redis-key.ts'
import { canBeMatched, elementsRead } from '#renderer/stores/redis-key/pages.ts'
import type { OpenKey } from '#renderer/stores/redis-key/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount, formatSpan } from '#renderer/ui/format.ts'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { KeyHead } from '#shared/contract/redis/key.ts'
import { elementsWords } from './value-words.ts'
import { ValueView } from './ValueView.tsx'
import styles from './ValuePane.module.css'

/** What a key holds, page by page; asked for first where looking leaves a trace. */
export function ValuePane({ open, head }: { open: OpenKey; head: KeyHead }) {
  const { look, more, setMatch } = useOpenKey()
  const { value, match } = open
  const { page, kind, cursor, total, failure } = value
  if (kind === 'asking') {
    if (!head.lookingTouches) {
      return (
        <div className={styles.waiting}>
          <Spinner label="Reading the value" />
        </div>
      )
    }
    return (
      <div className={styles.question}>
        <p>
          Looking at the value sets its idle time
          {head.facts.idleSeconds !== null && `, now ${formatSpan(head.facts.idleSeconds * 1000)},`} back to
          0: this server cannot be told not to.
        </p>
        <Button size="small" icon={Eye} onClick={look}>
          Look anyway
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.value}>
      {canBeMatched(head.facts.type) && (
        <div className={styles.bar}>
          <SearchField
            label={head.facts.type === 'hash' ? 'Fields that match' : 'Members that match'}
            placeholder={head.facts.type === 'hash' ? 'Find fields' : 'Find members'}
            className={styles.match}
            value={match}
            onChange={setMatch}
          />
        </div>
      )}
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Value">
        {page !== null && <ValueView page={page} />}
        <div className={styles.foot}>
          {failure !== null && <FailureBox failure={failure} onRetry={page === null ? look : more} />}
          {kind === 'reading' && <Spinner label="Reading the value" />}
          {page !== null && page.type !== 'string' && page.type !== 'other' && (
            <span>
              {formatCount(elementsRead(page))}
              {total !== null && match === '' && ` of ${elementsWords(page.type, total)}`}
              {match !== '' && ' found so far'}
            </span>
          )}
          {kind !== 'reading' && cursor !== null && failure === null && (
            <Button size="small" onClick={more}>
              Load more
            </Button>
          )}
        </div>
      </div>
    </div>
  )
}
