import { useCommand } from '#renderer/stores/commands.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { keyspacePages, useKeyspacePages } from '#renderer/stores/keyspace-pages.ts'
import { useRedisTarget } from '#renderer/stores/redis-target.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { PageTabs } from '#renderer/ui/PageTabs.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { NoTarget } from '../NoTarget.tsx'
import styles from './KeyspaceView.module.css'
import { pageViews } from './pages.ts'

const tabs = keyspacePages.map(({ page, name }) => ({
  page,
  name,
  Icon: pageViews[page]?.Icon,
  command: `keyspace.page-${page}`,
}))

/** Pinned pages about one Redis of the environment. */
export function KeyspaceView() {
  const page = useKeyspacePages((state) => state.page)
  const openPage = useKeyspacePages((state) => state.openPage)
  return (
    <section className={styles.view} aria-label="Keyspace">
      <h1>
        <HiddenText>Keyspace</HiddenText>
      </h1>
      {keyspacePages.map((entry) => (
        <PageCommand key={entry.page} {...entry} />
      ))}
      <nav className={styles.tabs} aria-label="Pages about the Redis">
        <PageTabs pages={tabs} current={page} onOpen={openPage} />
      </nav>
      <div className={styles.page}>
        <ShownPage />
      </div>
    </section>
  )
}

function ShownPage() {
  const page = useKeyspacePages((state) => state.page)
  const state = useEnvironments((environments) => environments.state)
  const { environment, target } = useRedisTarget()
  if (target === undefined) {
    if (state === 'loading') {
      return (
        <div className={styles.loading}>
          <Spinner label="Reading the environments" />
        </div>
      )
    }
    return (
      <NoTarget environment={environment} kind="redis">
        {environment === undefined
          ? 'An environment holds the servers you work with. Add one with a Redis to see what its keys take and when they expire, or look at the demo.'
          : 'Add a Redis to see what its keys take, when they expire, and which never do.'}
      </NoTarget>
    )
  }
  const shown = pageViews[page] ?? pageViews.keys
  return shown && <shown.Page key={target.id} target={target} />
}

/** The key of a page, while the screen is shown. Draws nothing. */
function PageCommand({ page, name, keys }: (typeof keyspacePages)[number]) {
  const openPage = useKeyspacePages((state) => state.openPage)
  useCommand({
    id: `keyspace.page-${page}`,
    title: `Open ${name}`,
    group: 'Go to',
    keys,
    run: () => openPage(page),
  })
  return null
}
