import { useCommand } from '#renderer/stores/commands.ts'
import { profilePages, useProfilePages } from '#renderer/stores/profile-pages.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { PageTabs } from '#renderer/ui/PageTabs.tsx'
import { pageViews } from './pages.ts'
import styles from './ProfilesView.module.css'

const tabs = profilePages.map(({ page, name }) => ({
  page,
  name,
  Icon: pageViews[page].Icon,
  command: `profiles.page-${page}`,
}))

/** Pinned pages about Node processes and profiles. */
export function ProfilesView() {
  const page = useProfilePages((state) => state.page)
  const openPage = useProfilePages((state) => state.openPage)
  const { Page } = pageViews[page]
  return (
    <section className={styles.view} aria-label="Profiles">
      <h1>
        <HiddenText>Profiles</HiddenText>
      </h1>
      {profilePages.map((entry) => (
        <PageCommand key={entry.page} {...entry} />
      ))}
      <nav className={styles.tabs} aria-label="Pages about processes and profiles">
        <PageTabs pages={tabs} current={page} onOpen={openPage} />
      </nav>
      <div className={styles.page}>
        <Page />
      </div>
    </section>
  )
}

/** The key of a page, while the screen is shown. Draws nothing. */
function PageCommand({ page, name, keys }: (typeof profilePages)[number]) {
  const openPage = useProfilePages((state) => state.openPage)
  useCommand({
    id: `profiles.page-${page}`,
    title: `Open ${name}`,
    group: 'Go to',
    keys,
    run: () => openPage(page),
  })
  return null
}
