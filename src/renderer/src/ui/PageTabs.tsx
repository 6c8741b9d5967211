import type { LucideIcon } from 'lucide-react'
import { classes } from './classes.ts'
import styles from './PageTabs.module.css'
import tabs from './tabs.module.css'
import { Tooltip } from './Tooltip.tsx'

export interface PageTab<Page extends string> {
  page: Page
  name: string
  Icon: LucideIcon | undefined
  /** The id of the command that opens it. */
  command: string
}

export interface PageTabsProps<Page extends string> {
  pages: readonly PageTab<Page>[]
  /** The one that is shown; null while something else is. */
  current: Page | null
  onOpen: (page: Page) => void
}

/** The pinned pages of a screen, as tabs. Stands in a bar of `tabs.module.css`. */
export function PageTabs<Page extends string>({ pages, current, onOpen }: PageTabsProps<Page>) {
  return (
    <ul className={styles.list} aria-label="Pages">
      {pages.map(({ page, name, Icon, command }) => (
        <li key={page} className={classes(tabs.tab, current === page && tabs.current)}>
          <Tooltip content={name} command={command}>
            <button
              type="button"
              className={styles.name}
              aria-current={current === page ? 'page' : undefined}
              onClick={() => onOpen(page)}
            >
              {Icon && <Icon size={14} aria-hidden />}
              {name}
            </button>
          </Tooltip>
        </li>
      ))}
    </ul>
  )
}
