import { homePages, useHome } from '#renderer/stores/home.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { PageTabs } from '#renderer/ui/PageTabs.tsx'
import { pageViews } from './pages.ts'

const pages = homePages.map(({ page, name }) => ({
  page,
  name,
  Icon: pageViews[page]?.Icon,
  command: `queries.page-${page}`,
}))

/** The pinned pages, before the open documents. */
export function HomeTabs() {
  const page = useHome((state) => state.page)
  const openPage = useHome((state) => state.openPage)
  const isHome = useQueries((state) => state.active === null)
  return <PageTabs pages={pages} current={isHome ? page : null} onOpen={openPage} />
}
