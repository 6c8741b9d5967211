/** What Pitwall is attached to, and attaching and detaching. */
import { api, connection, follow } from '#renderer/api/index.ts'
import { createNodeAttachmentsStore } from './node-attachments/store.ts'
import { notifyFailure } from './notices.ts'

const { attachments } = api.node

/** The attached processes, which of them is looked at, and which of its threads. */
export const useNodeAttachments = createNodeAttachmentsStore({
  follow: (listener) =>
    follow(connection, async (signal) => await attachments.watch(undefined, { signal }), listener),
  open: async (input, signal) => await attachments.open(input, { signal }),
  reattach: async (id) => await attachments.reattach({ id }),
  close: async (id) => void (await attachments.close({ id })),
  tellFailure: notifyFailure,
})
