import { useEffect, useMemo, useState } from 'react'
import { momentAt } from '#renderer/charts/lines/index.ts'
import { useNodeLive } from '#renderer/stores/node-live.ts'
import { type ThreadRef, threadKey } from '#renderer/stores/node-live/store.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatSpan, formatTime } from '#renderer/ui/format.ts'
import page from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { figuresOf } from './figures.ts'
import { LiveFigureView } from './LiveFigureView.tsx'
import styles from './LiveStrip.module.css'

interface LiveStripProps {
  attachment: Attachment
  thread: ThreadRef
}

/** What a thread does, second by second, for as long as it is looked at. */
export function LiveStrip({ attachment, thread: { attachmentId, threadId } }: LiveStripProps) {
  const { watch, attend, retry } = useNodeLive()
  const [pointed, setPointed] = useState<number | null>(null)
  const isAttached = attachment.state.kind === 'attached'
  useEffect(
    () => (isAttached ? attend({ attachmentId, threadId }) : undefined),
    [attend, attachmentId, threadId, isAttached],
  )
  const isMine = watch !== null && threadKey(watch) === threadKey({ attachmentId, threadId })
  const samples = isMine ? watch.samples : []
  const last = samples.at(-1)
  const figures = useMemo(() => (last === undefined ? [] : figuresOf(last)), [last])
  const cursor = useMemo(() => ({ x: pointed, onMove: setPointed }), [pointed])
  if (!isMine || last === undefined) {
    if (isMine && watch.state.kind === 'ended') return <Ended failure={watch.state.failure} onRetry={retry} />
    if (!isAttached) return null
    return (
      <div className={page.waiting}>
        <Spinner label="Waiting for the first figures" />
        <span aria-hidden>Waiting for the first figures…</span>
      </div>
    )
  }
  const at = pointed === null ? undefined : samples[momentAt(samples, pointed)]
  const first = samples[0] ?? last
  return (
    <div className={styles.strip}>
      {isAttached && watch.state.kind === 'ended' && <Ended failure={watch.state.failure} onRetry={retry} />}
      <p className={styles.when}>
        {pointed === null
          ? `Once a second, the last ${formatSpan(Math.max(1000, last.at - first.at + first.sinceMs))}`
          : at === undefined
            ? `Nobody looked at ${formatTime(pointed)}`
            : `At ${formatTime(at.at)}`}
      </p>
      <div className={styles.figures}>
        {figures.map((figure) => (
          <LiveFigureView
            key={figure.id}
            figure={figure}
            samples={samples}
            // Where nobody looked there is no figure to show.
            shown={pointed === null ? last : at}
            cursor={cursor}
            fileName={`${attachment.title}-${figure.id}`}
          />
        ))}
      </div>
    </div>
  )
}

function Ended({ failure, onRetry }: Parameters<typeof FailureBox>[0]) {
  return (
    <div className={styles.failure}>
      <FailureBox failure={failure} onRetry={onRetry} />
    </div>
  )
}
