import { useRedisServer } from '#renderer/stores/redis-server.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import styles from '#renderer/ui/page.module.css'
import type { Target } from '#shared/contract/environments.ts'
import { CheckUpPane } from '../../letter/CheckUpPane.tsx'
import { NowPane } from './NowPane.tsx'
import { ServerCommands } from './ServerCommands.tsx'
import { ServerToolbar } from './ServerToolbar.tsx'

/** How a Redis is: the letter of the last check-up, and what it does now. */
export function ServerPage({ target }: { target: Target }) {
  const server = useRedisServer()
  return (
    <section className={styles.page} aria-label="Server">
      <h2>
        <HiddenText>Server of {target.name}</HiddenText>
      </h2>
      <ServerToolbar target={target} />
      <ServerCommands target={target} />
      {server.part === 'letter' ? (
        <CheckUpPane target={target} checkUps={server} reading="Reading its counters, settings and logs…" />
      ) : (
        <NowPane target={target} />
      )}
    </section>
  )
}
