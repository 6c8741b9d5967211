/** Processes that are watched for leaks with the traffic they have. */
import { api, connection, follow } from '#renderer/api/index.ts'
import { createLeakWatchesStore } from './leak-watches/store.ts'
import { useNodeAttachments } from './node-attachments.ts'
import { notify, notifyFailure } from './notices.ts'
import { useProfilePages } from './profile-pages.ts'

const { leak } = api.node

/** The watches of all attached processes. */
export const useLeakWatches = createLeakWatchesStore({
  follow: (listener) =>
    follow(connection, async (signal) => await leak.watches(undefined, { signal }), listener),
  watch: async (attachmentId) => void (await leak.watch({ attachmentId })),
  unwatch: async (attachmentId) => void (await leak.unwatch({ attachmentId })),
  alarm: ({ attachmentId, message }) => {
    const { attachments, choose } = useNodeAttachments.getState()
    const title = attachments.find(({ id }) => id === attachmentId)?.title ?? 'A process'
    notify({
      title: `${title} grows`,
      description: message,
      tone: 'failure',
      // It stays until somebody has seen it.
      staysMs: 0,
      action: {
        label: 'Look',
        run: () => {
          choose(attachmentId)
          useProfilePages.getState().openPage('leak')
        },
      },
    })
  },
  tellFailure: notifyFailure,
})
