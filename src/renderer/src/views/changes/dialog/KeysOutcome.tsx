import { useChangedKeys, pagesId, type KeyState } from '#renderer/stores/changed-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import type { Change, ChangedKeys } from '#shared/contract/changes.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import styles from './ChangeDialog.module.css'

/** What became of the keys: how many, and which ones for whom that wants to see them. */
export function KeysOutcome({ change: { id }, keys }: { change: Change; keys: ChangedKeys }) {
  const skipped = keys.skipped.reduce((sum, { keys: count }) => sum + count, 0)
  return (
    <section aria-label="Keys" className={styles.proof}>
      <h3>Keys</h3>
      <Group changeId={id} state="changed" count={keys.changed} words="changed" />
      <Group changeId={id} state="skipped" count={skipped} words="left as they were">
        {keys.skipped.map(({ reason, keys: count }) => `${formatCount(count)} ${reason}`).join(', ')}
      </Group>
      <Group changeId={id} state="restored" count={keys.restored} words="put back" />
      <Group
        changeId={id}
        state="notRestored"
        count={keys.notRestored}
        words="not put back, because somebody changed them since"
      />
      <p className={styles.hint}>{formatCount(keys.matched)} matched.</p>
    </section>
  )
}

interface GroupProps {
  changeId: string
  state: KeyState
  count: number
  words: string
  children?: string
}

function Group({ changeId, state, count, words, children }: GroupProps) {
  const pages = useChangedKeys((all) => all.pages[pagesId(changeId, state)])
  const more = useChangedKeys((all) => all.more)
  if (count === 0) return null
  return (
    <details
      className={styles.more}
      onToggle={(event) => {
        if (event.currentTarget.open && pages === undefined) void more(changeId, state)
      }}
    >
      <summary>
        {formatCount(count, count === 1 ? 'key' : 'keys')} {words}
        {children && <span className={styles.hint}> ({children})</span>}
      </summary>
      {pages?.failure && <FailureBox failure={pages.failure} onRetry={() => void more(changeId, state)} />}
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.keyList} tabIndex={0} role="region" aria-label={`Keys ${words}`}>
        <ul>
          {pages?.keys.map(({ key, reason }) => (
            <li key={key}>
              <span className={styles.key}>{shownKeyName(key)}</span>
              {reason !== undefined && <span className={styles.hint}>{reason}</span>}
            </li>
          ))}
        </ul>
      </div>
      {pages?.cursor !== null && (
        <Button size="small" busy={pages?.loading ?? false} onClick={() => void more(changeId, state)}>
          More
        </Button>
      )}
    </details>
  )
}
