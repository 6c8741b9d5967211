import { useCommand } from '#renderer/stores/commands.ts'
import { homePages, useHome } from '#renderer/stores/home.ts'

/** The commands that open the pinned pages, with their keys. Draws nothing. */
export function PageCommands() {
  return homePages.map((entry) => <PageCommand key={entry.page} {...entry} />)
}

function PageCommand({ page, name, keys }: (typeof homePages)[number]) {
  const openPage = useHome((state) => state.openPage)
  useCommand({
    id: `queries.page-${page}`,
    title: `Open ${name}`,
    group: 'Go to',
    keys,
    run: () => openPage(page),
  })
  return null
}
