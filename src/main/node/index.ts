/**
 * Node processes by their inspector: which of them run on this machine, attaching to one and leaving it
 * as it was, what it does now, recordings of its CPU and its heap, whether it leaks and by whom, and
 * which heap sizes suit it.
 */
import type { ProfilesRoom } from '../profiles/index.ts'
import { type AttachmentsRoom, createAttachments } from './attachments/index.ts'
import { createLeak, type LeakRoom } from './leak/index.ts'
import { createLive, type LiveRoom } from './live/index.ts'
import { createRecordings, type Recordings } from './recording/index.ts'
import type { Environments } from '../environments/index.ts'

export { advise, tryOut } from './gc/index.ts'
export { listProcesses } from './processes/index.ts'

/** What there is of attached Node processes; closing it detaches from all of them. */
export interface NodeRooms {
  attachments: AttachmentsRoom
  live: LiveRoom
  recordings: Recordings
  leak: LeakRoom
  close: () => Promise<void>
}

export function createNodeRooms(rooms: {
  profiles: ProfilesRoom
  environments: Pick<Environments, 'resolve' | 'list'>
}): NodeRooms {
  const { profiles, environments } = rooms
  const attachments = createAttachments({
    resolveTarget: async (targetId) => await environments.resolve(targetId),
    environments,
  })
  const live = createLive(attachments)
  const recordings = createRecordings({ attachments, profiles, environments })
  const leak = createLeak({ attachments, profiles, live })
  return {
    attachments,
    live,
    recordings,
    leak,
    async close() {
      leak.closeAll()
      live.close()
      await attachments.closeAll()
    },
  }
}
