import { CircleAlert, CircleCheck, CirclePause, PanelBottom } from 'lucide-react'
import { useConnection } from '#renderer/stores/connection.ts'
import { useInfo } from '#renderer/stores/info.ts'
import { runningCount, useJobs } from '#renderer/stores/jobs.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import styles from './StatusBar.module.css'

/** One line at the bottom: the connection to the main process, running jobs, what this is. */
export function StatusBar() {
  const info = useInfo((state) => state.info)
  return (
    <footer className={styles.bar}>
      <ConnectionMark />
      <JobsButton />
      {info && (
        <span className={styles.about}>
          Pitwall {info.version} · {info.shell}
        </span>
      )}
    </footer>
  )
}

function ConnectionMark() {
  const { kind } = useConnection()
  switch (kind) {
    case 'open':
      return (
        <span className={styles.item} data-state="open">
          <CircleCheck size={12} aria-hidden /> Connected
        </span>
      )
    case 'connecting':
      return (
        <span className={styles.item}>
          <Spinner size={10} /> Connecting
        </span>
      )
    case 'lost':
      return (
        <span className={styles.item} data-state="lost">
          <CirclePause size={12} aria-hidden /> Reconnecting
        </span>
      )
    case 'ended':
      return (
        <span className={styles.item} data-state="lost">
          <CircleAlert size={12} aria-hidden /> Stopped
        </span>
      )
  }
}

function JobsButton() {
  const running = useJobs(runningCount)
  const open = useWorkspace((state) => state.drawerOpen)
  const setOpen = useWorkspace((state) => state.setDrawerOpen)
  return (
    <Tooltip content={open ? 'Hide jobs' : 'Show jobs'} command="drawer.toggle" side="top">
      <button type="button" className={styles.button} aria-expanded={open} onClick={() => setOpen(!open)}>
        {running > 0 ? <Spinner size={10} /> : <PanelBottom size={12} aria-hidden />}
        {running === 0 ? 'No jobs running' : running === 1 ? '1 job running' : `${running} jobs running`}
      </button>
    </Tooltip>
  )
}
