import { useEffect } from 'react'
import { useNodeLive } from '#renderer/stores/node-live.ts'
import { threadKey } from '#renderer/stores/node-live/store.ts'
import { useGc } from '#renderer/stores/gc.ts'
import { trialOf } from '#renderer/stores/gc/store.ts'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import page from '#renderer/ui/page.module.css'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { Milliseconds } from '#shared/units.ts'
import { AttachmentBar } from '../attachment/AttachmentBar.tsx'
import { NeedsAttachment } from '../attachment/NeedsAttachment.tsx'
import { useShownAttachment, useShownThread } from '../attachment/use-shown.ts'
import { AdvicePane } from './AdvicePane.tsx'
import styles from './GcPage.module.css'
import { TryPane } from './TryPane.tsx'

/** Which sizes of V8's heap to try for a process, and what they came to. */
export function GcPage() {
  const attachment = useShownAttachment()
  const refresh = useNodeProcesses((state) => state.refresh)
  // The folder of a process is where another like it is started.
  useEffect(() => refresh(), [refresh])
  return (
    <section className={page.page} aria-label="GC">
      <h2>
        <HiddenText>Garbage collection</HiddenText>
      </h2>
      {attachment === undefined ? (
        <NeedsAttachment title="Would another heap size help?">
          From what is seen of a process’s garbage collection Pitwall says which sizes to try, and tries them
          on processes that it starts, under the same load.
        </NeedsAttachment>
      ) : (
        <>
          <AttachmentBar attachment={attachment} label="Process" />
          <Body key={attachment.id} attachment={attachment} />
        </>
      )}
    </section>
  )
}

/** Advice is asked for anew after so much more was seen. */
const answerEveryMs: Milliseconds = 10_000

function Body({ attachment }: { attachment: Attachment }) {
  const { attachmentId, threadId } = useShownThread(attachment)
  const attend = useNodeLive((state) => state.attend)
  const askAdvice = useGc((state) => state.askAdvice)
  const hasResults = useGc((state) => trialOf(state, attachmentId).kind === 'ended')
  const isAttached = attachment.state.kind === 'attached'
  // Advice is of what was seen while somebody looked: whoever reads it does.
  useEffect(
    () => (isAttached ? attend({ attachmentId, threadId }) : undefined),
    [attend, attachmentId, threadId, isAttached],
  )
  useEffect(() => {
    if (!isAttached) return undefined
    const thread = { attachmentId, threadId }
    askAdvice(thread)
    let askedAt = 0
    return useNodeLive.subscribe(({ watch }) => {
      if (watch === null || threadKey(watch) !== threadKey(thread)) return
      const { at } = watch.samples.at(-1) ?? { at: 0 }
      if (at - askedAt < answerEveryMs) return
      askedAt = at
      askAdvice(thread)
    })
  }, [askAdvice, attachmentId, threadId, isAttached])
  return (
    // Results are a wide table: they take the width, and stand before what was seen.
    <div className={styles.body} data-results={hasResults || undefined}>
      <AdvicePane thread={{ attachmentId, threadId }} />
      <TryPane attachment={attachment} thread={{ attachmentId, threadId }} />
    </div>
  )
}
