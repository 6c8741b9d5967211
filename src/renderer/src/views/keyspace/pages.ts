/** What the pinned pages show: a line for each. Their names and keys are in `stores/keyspace-pages.ts`. */
import { Activity, Footprints, KeyRound, Timer, type LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { KeyspacePage } from '#renderer/stores/keyspace-pages.ts'
import type { Target } from '#shared/contract/environments.ts'
import { KeysPage } from './analysis/KeysPage.tsx'
import { PoliciesPage } from './policies/index.ts'
import { ServerPage } from './server/index.ts'
import { TracesPage } from './traces/index.ts'

export interface PageView {
  Icon: LucideIcon
  /** The page about one Redis. */
  Page: ComponentType<{ target: Target }>
}

export const pageViews: Readonly<Partial<Record<KeyspacePage, PageView>>> = {
  keys: { Icon: KeyRound, Page: KeysPage },
  server: { Icon: Activity, Page: ServerPage },
  policies: { Icon: Timer, Page: PoliciesPage },
  traces: { Icon: Footprints, Page: TracesPage },
}
