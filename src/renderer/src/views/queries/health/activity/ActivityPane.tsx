import { useEffect, useMemo } from 'react'
import { useHealth } from '#renderer/stores/health.ts'
import { filterBackends, lockTree } from '#renderer/stores/health/backends.ts'
import type { Watch } from '#renderer/stores/health/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount, formatTime } from '#renderer/ui/format.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Activity } from '#shared/contract/health.ts'
import { LimitationNotices } from '../../../findings/LimitationNotices.tsx'
import { ActivityCommands } from './ActivityCommands.tsx'
import styles from './ActivityPane.module.css'
import { BackendInspector } from './BackendInspector.tsx'
import { BackendTable } from './BackendTable.tsx'
import { LockTree } from './LockTree.tsx'
import { usePageVisible } from './use-page-visible.ts'

/** What runs now, looked at once a second for as long as it is seen. */
export function ActivityPane({ targetId }: { targetId: string }) {
  const attend = useHealth((state) => state.attend)
  const retry = useHealth((state) => state.retry)
  const visible = usePageVisible()
  useEffect(() => (visible ? attend(targetId) : undefined), [attend, targetId, visible])
  const watch = useHealth((state) => (state.watch?.targetId === targetId ? state.watch : null))
  if (watch === null || watch.activity === null) {
    return (
      <div className={styles.waiting}>
        {watch?.state.kind === 'lost' ? (
          <FailureBox failure={watch.state.failure} onRetry={retry} />
        ) : (
          <>
            <Spinner label="Connecting" />
            <span aria-hidden>Connecting…</span>
          </>
        )}
      </div>
    )
  }
  return (
    <>
      {watch.state.kind === 'lost' && (
        <div className={styles.failure}>
          <FailureBox failure={watch.state.failure} onRetry={retry} />
        </div>
      )}
      <ActivityView activity={watch.activity} state={watch.state} targetId={targetId} />
    </>
  )
}

function ActivityView({
  activity,
  state,
  targetId,
}: {
  activity: Activity
  state: Watch['state']
  targetId: string
}) {
  const { filter, setFilter, selected } = useHealth()
  const { backends, limitations } = activity
  const shown = useMemo(() => filterBackends(backends, filter), [backends, filter])
  const locks = useMemo(() => lockTree(backends), [backends])
  const chosen = backends.find(({ pid }) => pid === selected)
  return (
    <>
      <ActivityCommands chosen={chosen} targetId={targetId} />
      <p className={styles.facts} data-lost={state.kind === 'lost' || undefined}>
        <span className={styles.live}>
          {state.kind === 'lost'
            ? `as it was at ${formatTime(activity.at)}`
            : `live, ${formatTime(activity.at)}`}
        </span>
        {factWords(activity)}
      </p>
      <LimitationNotices targetId={targetId} limitations={limitations} />
      {locks.length > 0 && <LockTree nodes={locks} />}
      <div className={styles.table}>
        <BackendTable backends={shown} targetId={targetId} />
        {shown.length === 0 && (
          <div className={styles.none}>
            <EmptyState
              title={filter === 'waiting' ? 'Nobody waits for a lock' : 'Nothing runs at the moment'}
              actions={
                filter !== 'all' && (
                  <Button size="small" onClick={() => setFilter('all')}>
                    Show all {formatCount(backends.length, backends.length === 1 ? 'session' : 'sessions')}
                  </Button>
                )
              }
            />
          </div>
        )}
      </div>
      {chosen !== undefined && <BackendInspector backend={chosen} targetId={targetId} />}
    </>
  )
}

function factWords({ backends, maxConnections }: Activity): string {
  const count = (fits: (state: string) => boolean): number =>
    backends.filter(({ state }) => fits(state)).length
  const waiting = backends.filter(({ blockedBy }) => blockedBy.length > 0).length
  const idleInside = count((state) => state.startsWith('idle in transaction'))
  return [
    `${formatCount(backends.length)} of ${formatCount(maxConnections, 'connections')}`,
    `${formatCount(count((state) => state === 'active'))} active`,
    `${formatCount(count((state) => state === 'idle'))} idle`,
    ...(idleInside === 0 ? [] : [`${formatCount(idleInside)} idle in a transaction`]),
    waiting === 0 ? 'nobody waits for a lock' : `${formatCount(waiting)} waiting for a lock`,
  ].join(' · ')
}
