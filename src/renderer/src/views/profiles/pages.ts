/** What the pinned pages show: a line for each. Their names and keys are in `stores/profile-pages.ts`. */
import { Cpu, Droplets, Flame, Recycle, type LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { ProfilePage } from '#renderer/stores/profile-pages.ts'
import { FilesPage } from './files/index.ts'
import { GcPage } from './gc/index.ts'
import { LeakPage } from './leak/index.ts'
import { ProcessesPage } from './processes/index.ts'

export interface PageView {
  Icon: LucideIcon
  Page: ComponentType
}

export const pageViews: Readonly<Record<ProfilePage, PageView>> = {
  processes: { Icon: Cpu, Page: ProcessesPage },
  files: { Icon: Flame, Page: FilesPage },
  leak: { Icon: Droplets, Page: LeakPage },
  gc: { Icon: Recycle, Page: GcPage },
}
