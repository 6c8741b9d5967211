import type { LeakEvent, LeakWatch } from '#shared/contract/node/leak.ts'
import type { AttachmentsRoom } from '../attachments/index.ts'
import type { LiveRoom } from '../live/index.ts'
import type { Keeper } from './evidence.ts'
import { type LeakRunInput, runLeak } from './run.ts'
import { createWatches } from './watches.ts'

export interface LeakOptions {
  attachments: Pick<AttachmentsRoom, 'use'>
  profiles: Keeper
  live: Pick<LiveRoom, 'watch'>
}

export interface LeakRoom {
  /** Rounds of load, then a verdict; see {@link runLeak}. */
  run: (input: LeakRunInput, signal?: AbortSignal) => AsyncGenerator<LeakEvent>
  /** Watches the main thread of an attached process with the traffic it has; one that is watched already goes on. */
  watch: (input: { attachmentId: string }) => void
  /** Throws NOT_FOUND where it is not watched. */
  unwatch: (input: { attachmentId: string }) => void
  /** All watches: at once, then after each change, until the signal fires. */
  watches: (signal?: AbortSignal) => AsyncGenerator<LeakWatch[]>
  /** Ends all watches. */
  closeAll: () => void
}

export function createLeak({ attachments, profiles, live }: LeakOptions): LeakRoom {
  const { watch, unwatch, watches, closeAll } = createWatches({ attachments, live })
  return {
    run: (input, signal) => runLeak({ attachments, profiles }, input, signal),
    watch,
    unwatch,
    watches,
    closeAll,
  }
}
