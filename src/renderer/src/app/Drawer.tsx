import { Tabs } from '@base-ui/react/tabs'
import { ListX, Maximize2, X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { runningCount, useJobs } from '#renderer/stores/jobs.ts'
import { useWorkspace, type DrawerTab } from '#renderer/stores/workspace.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './Drawer.module.css'
import { JobsPanel } from './JobsPanel.tsx'

const RecentChanges = lazy(async () => {
  const { RecentChanges } = await import('#renderer/views/changes/index.ts')
  return { default: RecentChanges }
})

/** At the bottom: what runs now, and what was changed lately. */
export function Drawer() {
  const tab = useWorkspace((state) => state.drawerTab)
  const setTab = useWorkspace((state) => state.setDrawerTab)
  const setOpen = useWorkspace((state) => state.setDrawerOpen)
  const running = useJobs(runningCount)
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next: DrawerTab) => setTab(next)}
      render={<section className={styles.drawer} aria-label={tab === 'jobs' ? 'Jobs' : 'Recent changes'} />}
    >
      <header className={styles.header}>
        <Tabs.List className={styles.tabs} aria-label="What the drawer shows">
          <Tabs.Tab value="jobs" className={styles.tab}>
            Jobs
            {running > 0 && <span className={styles.count}>{running}</span>}
          </Tabs.Tab>
          <Tabs.Tab value="changes" className={styles.tab}>
            Changes
          </Tabs.Tab>
        </Tabs.List>
        {tab === 'jobs' ? <ForgetEnded /> : <OpenLedger />}
        <IconButton
          icon={X}
          size="small"
          label={tab === 'jobs' ? 'Hide jobs' : 'Hide recent changes'}
          command={tab === 'jobs' ? 'drawer.toggle' : 'drawer.changes'}
          side="top"
          onClick={() => setOpen(false)}
        />
      </header>
      <Tabs.Panel value="jobs" className={styles.panel}>
        <JobsPanel />
      </Tabs.Panel>
      <Tabs.Panel value="changes" className={styles.panel}>
        <Suspense fallback={<Spinner label="Opening" />}>
          <RecentChanges />
        </Suspense>
      </Tabs.Panel>
    </Tabs.Root>
  )
}

function ForgetEnded() {
  const jobs = useJobs((state) => state.jobs)
  const clearEnded = useJobs((state) => state.clearEnded)
  return (
    <IconButton
      icon={ListX}
      size="small"
      label="Forget ended jobs"
      side="top"
      disabled={!jobs.some((job) => job.state !== 'running')}
      onClick={() => void clearEnded()}
    />
  )
}

function OpenLedger() {
  const openView = useWorkspace((state) => state.openView)
  return (
    <IconButton
      icon={Maximize2}
      size="small"
      label="Open the ledger"
      command="view.changes"
      side="top"
      onClick={() => openView('changes')}
    />
  )
}
