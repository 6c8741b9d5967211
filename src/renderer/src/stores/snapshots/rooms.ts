/** The workers of the open snapshots. Whoever starts one here ends it here. */
import type { SnapshotLink } from '#renderer/workers/snapshot/start.ts'
import { Failure } from '#shared/failure.ts'

export interface Room {
  link: SnapshotLink
  /** Fires when the room ends. */
  ended: AbortSignal
}

export interface Rooms {
  /** In place of the one there was. */
  start: (id: string) => Room
  /** Throws NOT_FOUND where there is none. */
  linkOf: (id: string) => SnapshotLink
  /** Ends the worker at once, with all it holds. */
  end: (id: string) => void
}

export function createRooms(startWorker: () => SnapshotLink): Rooms {
  const rooms = new Map<string, { link: SnapshotLink; controller: AbortController }>()
  const end = (id: string): void => {
    const room = rooms.get(id)
    rooms.delete(id)
    room?.controller.abort()
    room?.link.close()
  }
  return {
    end,
    start: (id) => {
      end(id)
      const room = { link: startWorker(), controller: new AbortController() }
      rooms.set(id, room)
      return { link: room.link, ended: room.controller.signal }
    },
    linkOf: (id) => {
      const room = rooms.get(id)
      if (room === undefined) throw new Failure('NOT_FOUND', 'The snapshot is not open any more.')
      return room.link
    },
  }
}
