/** The attached process and thread that the pages are about. */
import { shownThread } from '#renderer/stores/node-attachments/model.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { shownAttachment } from '#renderer/stores/node-attachments/store.ts'
import type { ThreadRef } from '#renderer/stores/node-live/store.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'

/** Undefined while nothing is attached. */
export function useShownAttachment(): Attachment | undefined {
  return useNodeAttachments(shownAttachment)
}

export function useShownThread(attachment: Attachment): ThreadRef {
  const chosen = useNodeAttachments((state) => state.threads[attachment.id])
  return { attachmentId: attachment.id, threadId: shownThread(attachment, chosen).id }
}
