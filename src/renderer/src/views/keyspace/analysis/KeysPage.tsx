import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import styles from '#renderer/ui/page.module.css'
import type { Target } from '#shared/contract/environments.ts'
import { RedisSelect } from '../RedisSelect.tsx'
import toolbar from '#renderer/ui/toolbar.module.css'

/** What the keys of a Redis are, what they take, and when they go. */
export function KeysPage({ target }: { target: Target }) {
  return (
    <section className={styles.page} aria-label="Keys">
      <h2>
        <HiddenText>Keys of {target.name}</HiddenText>
      </h2>
      <div className={toolbar.toolbar} role="toolbar" aria-label="Keys">
        <RedisSelect />
      </div>
    </section>
  )
}
