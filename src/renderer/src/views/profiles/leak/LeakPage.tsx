import { useEffect } from 'react'
import { useLeak } from '#renderer/stores/leak.ts'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import page from '#renderer/ui/page.module.css'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { AttachmentBar } from '../attachment/AttachmentBar.tsx'
import { NeedsAttachment } from '../attachment/NeedsAttachment.tsx'
import { useShownAttachment } from '../attachment/use-shown.ts'
import { LeakForm } from './LeakForm.tsx'
import { LeakList } from './LeakList.tsx'
import { RunPane } from './RunPane.tsx'
import { WatchPane } from './WatchPane.tsx'

/** Whether a process leaks: looked for with rounds of equal load, or watched with the traffic it has. */
export function LeakPage() {
  const attachment = useShownAttachment()
  const runs = useLeak((state) => state.runs)
  const refresh = useNodeProcesses((state) => state.refresh)
  // The ports that a process listens on are where a load can go.
  useEffect(() => refresh(), [refresh])
  return (
    <section className={page.page} aria-label="Leak">
      <h2>
        <HiddenText>Memory leaks</HiddenText>
      </h2>
      {attachment && <AttachmentBar attachment={attachment} label="Process" />}
      {attachment === undefined && runs.length === 0 ? (
        <NeedsAttachment title="Does it leak?">
          Pitwall sends rounds of equal load, lets the process rest, collects its garbage and measures the
          heap after each. What still grows then is a leak, and it says who allocates it and what holds it.
        </NeedsAttachment>
      ) : (
        <div className={page.main}>
          <SplitPane
            id="leak"
            direction="horizontal"
            parts={[
              {
                id: 'list-of-runs',
                defaultSize: 240,
                minSize: 180,
                maxSize: '40%',
                fixed: true,
                children: <LeakList attachment={attachment} />,
              },
              { id: 'run', minSize: 400, children: <Shown attachment={attachment} /> },
            ]}
          />
        </div>
      )}
    </section>
  )
}

function Shown({ attachment }: { attachment: Attachment | undefined }) {
  const shown = useLeak((state) => state.shown)
  const run = useLeak(({ runs }) => runs.find(({ id }) => shown.kind === 'run' && id === shown.id))
  if (run !== undefined) return <RunPane key={run.id} run={run} />
  if (attachment === undefined) {
    return <NeedsAttachment title="Nothing is attached">Attach to a process to look again.</NeedsAttachment>
  }
  return shown.kind === 'watch' ? (
    <WatchPane attachment={attachment} />
  ) : (
    <LeakForm key={attachment.id} attachment={attachment} />
  )
}
