import type { Attachment } from '#shared/contract/node/attachments.ts'
import { useShownThread } from '../../attachment/use-shown.ts'
import { LiveStrip } from '../live/LiveStrip.tsx'
import { RecordBar } from '../record/RecordBar.tsx'
import styles from './AttachedPane.module.css'
import { LostBox } from './LostBox.tsx'
import { OutputBox } from './OutputBox.tsx'
import { ProcessHead } from './ProcessHead.tsx'

/** One attached process: what it is, recording it, what it does. */
export function AttachedPane({ attachment }: { attachment: Attachment }) {
  const thread = useShownThread(attachment)
  const isLost = attachment.state.kind === 'lost'
  return (
    <section className={styles.pane} aria-label={attachment.title}>
      <ProcessHead attachment={attachment} />
      {attachment.state.kind === 'lost' && <LostBox attachment={attachment} lost={attachment.state} />}
      {!isLost && <RecordBar attachment={attachment} thread={thread} />}
      <div className={styles.body}>
        <LiveStrip attachment={attachment} thread={thread} />
      </div>
      {attachment.by === 'run' && <OutputBox lines={attachment.output} />}
    </section>
  )
}
