import type { LeakWatch } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import { LiveValue } from '../../live-value.ts'
import type { AttachmentsRoom } from '../attachments/index.ts'
import type { LiveRoom } from '../live/index.ts'
import type { LeakRoom } from './room.ts'
import { WatchState } from './watch-state.ts'

interface Watch {
  state: WatchState
  stop: AbortController
  /** Why it ended by itself. */
  lost?: string
}

/** Processes that are watched for hours; each sampled once a second by the live room. */
export function createWatches(rooms: {
  attachments: Pick<AttachmentsRoom, 'use'>
  live: Pick<LiveRoom, 'watch'>
}): Omit<LeakRoom, 'run'> {
  const watches = new Map<string, Watch>()
  const described = new LiveValue<LeakWatch[]>([])
  const tell = (): void => {
    described.set([...watches.values()].map(({ state, lost }) => state.describe(lost)))
  }

  async function follow(attachmentId: string, watch: Watch): Promise<void> {
    try {
      for await (const { samples } of rooms.live.watch(attachmentId, 'main', watch.stop.signal)) {
        if (watch.state.add(samples)) tell()
      }
    } catch (error) {
      if (watch.stop.signal.aborted) return
      watch.lost = error instanceof Error ? error.message : String(error)
      tell()
    }
  }

  return {
    watch({ attachmentId }) {
      const present = watches.get(attachmentId)
      if (present && present.lost === undefined) return
      // Throws where there is no such attachment, or it is lost.
      rooms.attachments.use(attachmentId)
      const watch: Watch = {
        state: new WatchState(attachmentId, Date.now()),
        stop: new AbortController(),
      }
      watches.set(attachmentId, watch)
      tell()
      void follow(attachmentId, watch)
    },
    unwatch({ attachmentId }) {
      const watch = watches.get(attachmentId)
      if (!watch) throw new Failure('NOT_FOUND', 'This process is not watched.')
      watch.stop.abort()
      watches.delete(attachmentId)
      tell()
    },
    watches: (signal) => described.watch(signal),
    closeAll() {
      for (const { stop } of watches.values()) stop.abort()
      watches.clear()
      tell()
    },
  }
}
