/** What the pinned pages show: a line for each. Their names and keys are in `stores/home.ts`. */
import { Activity, HeartPulse, Lightbulb, type LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { HomePage } from '#renderer/stores/home.ts'
import type { Target } from '#shared/contract/environments.ts'
import { HealthPage } from '../health/HealthPage.tsx'
import { IndexesPage } from '../indexes/IndexesPage.tsx'
import { StatementsPage } from '../statements/StatementsPage.tsx'

export interface PageView {
  Icon: LucideIcon
  /** The page about one Postgres. */
  Page: ComponentType<{ target: Target }>
}

export const pageViews: Readonly<Partial<Record<HomePage, PageView>>> = {
  statements: { Icon: Activity, Page: StatementsPage },
  indexes: { Icon: Lightbulb, Page: IndexesPage },
  health: { Icon: HeartPulse, Page: HealthPage },
}
