import type { AttachmentsRoom } from '../attachments/index.ts'
import { collect } from './collect.ts'
import { pollThread } from './poller.ts'
import type { LiveRoom } from './room.ts'
import { createSeries, type Series } from './series.ts'

export function createLive(attachments: AttachmentsRoom): LiveRoom {
  const all = new Map<string, { attachmentId: string; series: Series }>()

  const seriesOf = (attachmentId: string, threadId: string): Series => {
    const key = `${attachmentId} ${threadId}`
    const known = all.get(key)
    if (known !== undefined) return known.series
    forgetDetached()
    const series = createSeries(
      async (onSample, signal) => await pollThread(attachments.use(attachmentId, threadId), onSample, signal),
    )
    all.set(key, { attachmentId, series })
    return series
  }
  const forgetDetached = () => {
    const ids = new Set(attachments.list().map(({ id }) => id))
    for (const [key, { attachmentId }] of all) if (!ids.has(attachmentId)) all.delete(key)
  }

  return {
    async *watch(attachmentId, threadId, signal) {
      // What is not there is said at once, and keeps no series.
      attachments.use(attachmentId, threadId)
      yield* seriesOf(attachmentId, threadId).watch(signal)
    },
    recent: (attachmentId, threadId) => all.get(`${attachmentId} ${threadId}`)?.series.recent() ?? [],
    collect: async (attachmentId, threadId, { confirmation, signal } = {}) =>
      await collect(attachments.use(attachmentId, threadId), confirmation, signal),
    close() {
      for (const { series } of all.values()) series.close()
      all.clear()
    },
  }
}
