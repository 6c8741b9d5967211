import { CircleCheck, CircleSlash2, CircleX, ListX, X } from 'lucide-react'
import { useJobs } from '#renderer/stores/jobs.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import type { Job } from '#shared/contract/app.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatCount, formatElapsed, formatMs, formatPercent, formatRate } from '#renderer/ui/format.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import styles from './JobsDrawer.module.css'

/** Running jobs and those that ended lately: progress, time, cancel. */
export function JobsDrawer() {
  const jobs = useJobs((state) => state.jobs)
  const clearEnded = useJobs((state) => state.clearEnded)
  const setOpen = useWorkspace((state) => state.setDrawerOpen)
  return (
    <section className={styles.drawer} aria-labelledby="jobs-title">
      <header className={styles.header}>
        <h2 id="jobs-title">Jobs</h2>
        <IconButton
          icon={ListX}
          size="small"
          label="Forget ended jobs"
          side="top"
          disabled={!jobs.some((job) => job.state !== 'running')}
          onClick={() => void clearEnded()}
        />
        <IconButton
          icon={X}
          size="small"
          label="Hide jobs"
          command="drawer.toggle"
          side="top"
          onClick={() => setOpen(false)}
        />
      </header>
      {jobs.length === 0 ? (
        <EmptyState title="Nothing runs">
          Long work shows here with its progress and can be cancelled.
        </EmptyState>
      ) : (
        <ul className={styles.list} aria-label="Jobs">
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </section>
  )
}

const ends = {
  done: { Icon: CircleCheck, word: 'Done' },
  failed: { Icon: CircleX, word: 'Failed' },
  cancelled: { Icon: CircleSlash2, word: 'Cancelled' },
} as const

function JobRow({ job }: { job: Job }) {
  const running = job.state === 'running'
  const cancel = useJobs((state) => state.cancel)
  return (
    <li className={styles.row} data-state={job.state}>
      <span className={styles.state}>
        {job.state === 'running' ? <Spinner /> : <EndMark state={job.state} />}
      </span>
      <span className={styles.title}>
        {job.title}
        {job.target !== undefined && <span className={styles.target}>{job.target}</span>}
      </span>
      <span className={styles.message} title={job.message}>
        {job.message}
      </span>
      <span className={styles.progress}>{running && <Progress job={job} />}</span>
      <span className={styles.time}>{running ? <Clock job={job} /> : formatMs(job.elapsedMs)}</span>
      <span className={styles.action}>
        {running && (
          <Button size="small" onClick={() => void cancel(job.id)} aria-label={`Cancel ${job.title}`}>
            Cancel
          </Button>
        )}
      </span>
    </li>
  )
}

function EndMark({ state }: { state: keyof typeof ends }) {
  const { Icon, word } = ends[state]
  return (
    <>
      <Icon size={14} aria-hidden />
      <HiddenText>{word}</HiddenText>
    </>
  )
}

function Clock({ job }: { job: Job }) {
  const receivedAt = useJobs((state) => state.receivedAt)
  const now = useNow(true)
  return formatElapsed(job.elapsedMs + Math.max(0, now - receivedAt))
}

function Progress({ job: { title, progress } }: { job: Job }) {
  if (!progress) return <ProgressBar label={title} done={0} />
  const { done, total, unit, perSecond, remainingMs } = progress
  const figures = [
    total === undefined
      ? formatCount(done, unit)
      : `${formatPercent(done / total)} of ${formatCount(total, unit)}`,
    perSecond === undefined ? undefined : formatRate(perSecond, unit),
    remainingMs === undefined ? undefined : `${formatElapsed(remainingMs)} left`,
  ]
  return (
    <>
      <ProgressBar label={title} done={done} total={total} />
      <span className={styles.figures}>{figures.filter((figure) => figure !== undefined).join(' · ')}</span>
    </>
  )
}
