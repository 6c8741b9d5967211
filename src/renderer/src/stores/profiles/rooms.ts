/** The workers of the open files, each with what is going on in it. Whoever starts one here ends it here. */
import type { ProfileLink } from '#renderer/workers/profile/start.ts'
import type { AnswerName } from './model.ts'

export interface Room {
  link: ProfileLink
  /** Fires when the room ends. */
  ended: AbortSignal
  /** The signal of a new question; it fires when another one takes its place. */
  ask: (name: AnswerName) => AbortSignal
  /** Nobody waits for any answer any more. */
  stopAsking: () => void
}

export interface Rooms {
  start: (id: string) => Room
  of: (id: string) => Room | undefined
  /** Ends the worker at once, with all it holds. */
  end: (id: string) => void
}

export function createRooms(startWorker: () => ProfileLink): Rooms {
  const rooms = new Map<string, Room & { close: () => void }>()
  return {
    of: (id) => rooms.get(id),
    start: (id) => {
      const link = startWorker()
      const whole = new AbortController()
      const asked = new Map<AnswerName, AbortController>()
      const ask = (name: AnswerName): AbortSignal => {
        asked.get(name)?.abort()
        const controller = new AbortController()
        asked.set(name, controller)
        return controller.signal
      }
      const stopAsking = (): void => {
        for (const controller of asked.values()) controller.abort()
        asked.clear()
      }
      const close = (): void => {
        whole.abort()
        stopAsking()
        link.close()
      }
      const room = { link, ended: whole.signal, ask, stopAsking, close }
      rooms.set(id, room)
      return room
    },
    end: (id) => {
      rooms.get(id)?.close()
      rooms.delete(id)
    },
  }
}
