import { useCurrentEnvironment, useEnvironments } from '#renderer/stores/environments.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { EnvironmentOverview } from './EnvironmentOverview.tsx'
import { FirstRun } from './FirstRun.tsx'
import styles from './OverviewView.module.css'

export function OverviewView() {
  const state = useEnvironments((store) => store.state)
  const failure = useEnvironments((store) => store.failure)
  const reload = useEnvironments((store) => store.reload)
  const environment = useCurrentEnvironment()
  if (state === 'failed' && failure) {
    return (
      <div className={styles.waiting}>
        <FailureBox failure={failure} onRetry={() => void reload()} />
      </div>
    )
  }
  if (state === 'loading') {
    return (
      <div className={styles.waiting}>
        <Spinner label="Loading environments" />
      </div>
    )
  }
  return environment ? <EnvironmentOverview environment={environment} /> : <FirstRun />
}
