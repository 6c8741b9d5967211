import { homePages, useHome } from '#renderer/stores/home.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { classes } from '#renderer/ui/classes.ts'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import tabs from '../DocumentTabs.module.css'
import styles from './HomeTabs.module.css'
import { pageViews } from './pages.ts'

/** The pinned pages, before the open documents. */
export function HomeTabs() {
  const page = useHome((state) => state.page)
  const openPage = useHome((state) => state.openPage)
  const isHome = useQueries((state) => state.active === null)
  return (
    <ul className={styles.list} aria-label="Pages">
      {homePages.map(({ page: each, name }) => {
        const Icon = pageViews[each]?.Icon
        const current = isHome && page === each
        return (
          <li key={each} className={classes(tabs.tab, current && tabs.current)}>
            <Tooltip content={name} command={`queries.page-${each}`}>
              <button
                type="button"
                className={styles.name}
                aria-current={current ? 'page' : undefined}
                onClick={() => openPage(each)}
              >
                {Icon && <Icon size={14} aria-hidden />}
                {name}
              </button>
            </Tooltip>
          </li>
        )
      })}
    </ul>
  )
}
