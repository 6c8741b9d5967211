import { useHealth } from '#renderer/stores/health.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { ActivityPane } from './activity/ActivityPane.tsx'
import { HealthCommands } from './HealthCommands.tsx'
import styles from '#renderer/ui/page.module.css'
import { HealthToolbar } from './HealthToolbar.tsx'
import { CheckUpPane } from '../../letter/CheckUpPane.tsx'

/** How a Postgres is: the letter of the last check-up, and what runs there now. */
export function HealthPage({ target }: { target: Target }) {
  const health = useHealth()
  return (
    <section className={styles.page} aria-label="Health">
      <h2>
        <HiddenText>Health of {target.name}</HiddenText>
      </h2>
      <HealthToolbar target={target} />
      <HealthCommands target={target} />
      {health.part === 'letter' ? (
        <CheckUpPane
          target={target}
          checkUps={health}
          reading="Reading catalogues, statistics and settings…"
        />
      ) : (
        <ActivityPane targetId={target.id} />
      )}
    </section>
  )
}
