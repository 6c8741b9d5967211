import { useEnvironments } from '#renderer/stores/environments.ts'
import { useHome } from '#renderer/stores/home.ts'
import { usePostgresTarget } from '#renderer/stores/postgres-target.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './HomeView.module.css'
import { NoPostgres } from './NoPostgres.tsx'
import { pageViews } from './pages.ts'

/** The pinned page that is chosen, about the Postgres that is chosen. */
export function HomeView() {
  const page = useHome((state) => state.page)
  const state = useEnvironments((environments) => environments.state)
  const { environment, target } = usePostgresTarget()
  if (target === undefined) {
    if (state === 'loading') {
      return (
        <div className={styles.loading}>
          <Spinner label="Reading the environments" />
        </div>
      )
    }
    return <NoPostgres environment={environment} />
  }
  const shown = pageViews[page] ?? pageViews.statements
  return shown && <shown.Page key={target.id} target={target} />
}
