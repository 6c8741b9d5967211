import { CircleCheck, CircleSlash2, CircleX } from 'lucide-react'
import { useJobs } from '#renderer/stores/jobs.ts'
import type { Job } from '#shared/contract/app.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatCount, formatElapsed, formatMs, formatPercent, formatRate } from '#renderer/ui/format.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import styles from './JobsPanel.module.css'

/** Running jobs and those that ended lately: progress, time, cancel. */
export function JobsPanel() {
  const jobs = useJobs((state) => state.jobs)
  if (jobs.length === 0) {
    return (
      <EmptyState title="Nothing runs">
        Long work shows here with its progress and can be cancelled.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Jobs">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </ul>
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
