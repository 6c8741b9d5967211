/** Recorded windows of a target: begun, ended, and forgotten with a way back. */
import { toFailure } from '#renderer/api/failures.ts'
import type { Recording } from '#shared/contract/statements.ts'
import type { StatementServices } from './services.ts'

/** How recordings reach what is shown. */
export interface RecordingPlace {
  targetId: () => string | null
  get: () => readonly Recording[]
  set: (recordings: readonly Recording[]) => void
  /** Shows the window of a recording; null for all since the reset. */
  show: (recordingId: string | null) => void
  shown: () => string | null
  setBusy: (busy: boolean) => void
}

export interface Recordings {
  load: (targetId: string, signal: AbortSignal) => Promise<void>
  begin: () => Promise<void>
  end: (recordingId: string) => Promise<void>
  /** Takes it away at once, and forgets it for good when the message with "Undo" has gone. */
  remove: (recording: Recording) => void
}

export function createRecordings(place: RecordingPlace, services: StatementServices): Recordings {
  /** Taken away, and still to be brought back. */
  const leaving = new Set<string>()

  const put = (recording: Recording): void => {
    const others = place.get().filter(({ id }) => id !== recording.id)
    place.set([recording, ...others].toSorted((a, b) => b.startedAt - a.startedAt))
  }

  return {
    load: async (targetId, signal) => {
      const recordings = await services.recordings(targetId, signal)
      if (signal.aborted) return
      place.set(recordings.filter(({ id }) => !leaving.has(id)))
    },
    begin: async () => {
      const targetId = place.targetId()
      if (targetId === null) return
      place.setBusy(true)
      try {
        const at = new Date(services.now()).toLocaleTimeString('en-GB')
        const recording = await services.record(targetId, `Recording ${at}`)
        if (place.targetId() !== targetId) return
        put(recording)
        place.show(recording.id)
      } catch (error) {
        services.tell('The recording could not begin', toFailure(error))
      } finally {
        place.setBusy(false)
      }
    },
    end: async (recordingId) => {
      const targetId = place.targetId()
      place.setBusy(true)
      try {
        const recording = await services.stopRecording(recordingId)
        if (place.targetId() !== targetId) return
        put(recording)
        if (place.shown() === recordingId) place.show(recordingId)
      } catch (error) {
        services.tell('The recording could not be ended', toFailure(error))
      } finally {
        place.setBusy(false)
      }
    },
    remove: (recording) => {
      const targetId = place.targetId()
      leaving.add(recording.id)
      place.set(place.get().filter(({ id }) => id !== recording.id))
      if (place.shown() === recording.id) place.show(null)
      const bringBack = (): void => {
        leaving.delete(recording.id)
        if (place.targetId() === targetId) put(recording)
      }
      const forget = async (): Promise<void> => {
        if (!leaving.has(recording.id)) return
        try {
          await services.removeRecording(recording.id)
          leaving.delete(recording.id)
        } catch (error) {
          const failure = toFailure(error)
          if (failure.code === 'NOT_FOUND') return
          bringBack()
          services.tell(`${recording.label} could not be removed`, failure)
        }
      }
      services.offerUndo(`Removed ${recording.label}`, bringBack, () => void forget())
    },
  }
}
