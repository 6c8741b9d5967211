import { CircleCheck, CircleDashed, TrendingUp, Unplug } from 'lucide-react'
import { useMemo } from 'react'
import { LinesFigure } from '#renderer/charts/lines/index.ts'
import { useLeakWatches } from '#renderer/stores/leak-watches.ts'
import { notify } from '#renderer/stores/notices.ts'
import { formatBytes, formatDateTime, formatSpan } from '#renderer/ui/format.ts'
import { Switch } from '#renderer/ui/Switch.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { LeakWatch } from '#shared/contract/node/leak.ts'
import styles from './WatchPane.module.css'
import { watchWords } from './words.ts'

const icons = { collecting: CircleDashed, steady: CircleCheck, growing: TrendingUp, lost: Unplug }

/** Watching a process with the traffic it has: whether it is, and what is seen. */
export function WatchPane({ attachment: { id, title } }: { attachment: Attachment }) {
  const watch = useLeakWatches(({ watches }) => watches[id])
  const isTurning = useLeakWatches(({ turning }) => turning.includes(id))
  const setWatched = useLeakWatches((state) => state.setWatched)
  return (
    <section className={styles.pane} aria-label="Watch">
      <h3 className={styles.title}>Watch {title}</h3>
      <Switch
        label="Keep watching"
        hint="The least heap of each minute, with the traffic there is. You are told on any screen when it begins to grow."
        checked={watch !== undefined}
        disabled={isTurning}
        onChange={(watched) => void setWatched(id, watched)}
      />
      {watch && <Seen watch={watch} title={title} />}
    </section>
  )
}

function Seen({ watch, title }: { watch: LeakWatch; title: string }) {
  const { state, message, bytesPerHour, hoursToHeapLimit, alarmAt, points, startedAt } = watch
  const Icon = icons[state]
  const set = useMemo(
    () => ({
      moments: points.map(({ at }) => ({ at, sinceMs: 60_000 })),
      lines: [{ name: 'Least heap', values: points.map(({ heapBytes }) => heapBytes) }],
      format: formatBytes,
      unit: 'bytes',
      binary: true,
    }),
    [points],
  )
  return (
    <>
      <div className={styles.state} data-state={state} role="status">
        <Icon size={20} aria-hidden className={styles.icon} />
        <div>
          <p className={styles.word}>{watchWords[state]}</p>
          <p>{message}</p>
          <dl className={styles.figures}>
            <Fact name="Since" value={formatDateTime(startedAt)} />
            {bytesPerHour !== null && (
              <Fact name="An hour" value={`${bytesPerHour > 0 ? '+' : ''}${formatBytes(bytesPerHour)}`} />
            )}
            {hoursToHeapLimit !== null && (
              <Fact name="Until the heap limit" value={formatSpan(hoursToHeapLimit * 3_600_000)} />
            )}
            {alarmAt !== null && <Fact name="Grows since" value={formatDateTime(alarmAt)} />}
          </dl>
        </div>
      </div>
      {points.length > 0 && (
        <div className={styles.chart}>
          <LinesFigure
            set={set}
            label="Least heap of each minute"
            fileName={`${title}-watch`}
            height="fill"
            onSaveFailed={(why) =>
              void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
            }
            controls={<h4 className={styles.chartTitle}>Least heap of each minute</h4>}
          />
        </div>
      )}
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
