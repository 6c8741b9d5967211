import { RotateCw, X } from 'lucide-react'
import { useOpenKey } from '#renderer/stores/redis-key.ts'
import type { HeadState, OpenKey } from '#renderer/stores/redis-key/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatTime } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { shownKeyName } from '#shared/redis/key-name.ts'
import { LimitationNotices } from '../../findings/LimitationNotices.tsx'
import { KeyActions } from './KeyActions.tsx'
import { KeyFactsList } from './KeyFactsList.tsx'
import styles from './KeyPane.module.css'
import { ValuePane } from './ValuePane.tsx'

/** One key: what is known of it, what can be done with it, and what it holds. */
export function KeyPane({ open }: { open: OpenKey }) {
  const { close, reload } = useOpenKey()
  const { key, head } = open
  const name = shownKeyName(key)
  return (
    <section className={styles.pane} aria-label={`Key ${name}`}>
      <header className={styles.header}>
        <h3 className={styles.name} title={name}>
          {name}
        </h3>
        <CopyButton text={name} what="the name" />
        <IconButton icon={RotateCw} label="Read the key anew" size="small" onClick={reload} />
        <IconButton icon={X} label="Close the key" size="small" onClick={close} />
      </header>
      <Body open={open} head={head} />
    </section>
  )
}

function Body({ open, head }: { open: OpenKey; head: HeadState }) {
  const reload = useOpenKey((state) => state.reload)
  switch (head.kind) {
    case 'loading':
      return (
        <div className={styles.waiting}>
          <Spinner label="Reading the key" />
        </div>
      )
    case 'failed':
      return (
        <div className={styles.failure}>
          <FailureBox failure={head.failure} onRetry={reload} />
        </div>
      )
    case 'gone':
      return (
        <EmptyState
          title="This key is no longer there"
          actions={
            <Button size="small" icon={RotateCw} onClick={reload}>
              Look again
            </Button>
          }
        >
          It expired, or was deleted or renamed, before {formatTime(head.at)}.
        </EmptyState>
      )
    case 'ready':
      return (
        <>
          <KeyFactsList head={head.head} at={head.at} />
          <KeyActions
            key={open.key}
            targetId={open.targetId}
            name={open.key}
            expires={head.head.expiresAt !== null}
          />
          <LimitationNotices
            targetId={open.targetId}
            limitations={[...head.head.limitations, ...open.value.limitations]}
          />
          <ValuePane open={open} head={head.head} />
        </>
      )
  }
}
