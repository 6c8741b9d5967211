/** The store of recordings on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { RecordingEvent, RecordingSettings } from '#shared/contract/node/recording.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import { type ThreadRef, threadKey } from '../node-live/store.ts'
import { type Recording, type RecordingChoice, type RecordingKind, settingsOf, usualChoice } from './model.ts'

export interface StartRecording extends ThreadRef {
  settings: RecordingSettings
  seconds: number
  confirmation?: string
}

export interface NodeRecordingServices {
  start: (input: StartRecording, signal: AbortSignal) => Promise<AsyncIterable<RecordingEvent>>
  stop: (input: ThreadRef & { kind: 'cpu' | 'heap' }) => Promise<void>
  /** Shows what was recorded, or tells of it where the user is elsewhere. */
  recorded: (head: ProfileHead, thread: ThreadRef) => void
}

export interface NodeRecordingState {
  choice: RecordingChoice
  /** By {@link recordingKey}; absent for one that was never made. */
  recordings: Readonly<Record<string, Recording>>
  /** Those taken from each thread in this window, the oldest first, by `threadKey`. */
  snapshots: Readonly<Record<string, readonly ProfileHead[]>>
  choose: (choice: Partial<RecordingChoice>) => void
  /** Records as chosen; `confirmation` is the environment's name, typed. */
  start: (thread: ThreadRef, kind: RecordingKind, confirmation?: string) => void
  /** Ends a recording; what there is is kept. */
  stop: (thread: ThreadRef, kind: 'cpu' | 'heap') => void
  /** Ends a recording and throws away what there is, or takes away why one failed. */
  cancel: (thread: ThreadRef, kind: RecordingKind) => void
}

/** One name for each kind of recording of each thread. */
export function recordingKey(thread: ThreadRef, kind: RecordingKind): string {
  return `${threadKey(thread)} ${kind}`
}

const none: Recording = { kind: 'none' }

/** A recording of a thread; the same object for all that were never made. */
export function recordingOf(
  { recordings }: Pick<NodeRecordingState, 'recordings'>,
  thread: ThreadRef,
  kind: RecordingKind,
): Recording {
  return recordings[recordingKey(thread, kind)] ?? none
}

export function createNodeRecordingStore(
  services: NodeRecordingServices,
): UseBoundStore<StoreApi<NodeRecordingState>> {
  const running = new Map<string, AbortController>()
  return create<NodeRecordingState>()((set, get) => {
    const put = (key: string, recording: Recording): void =>
      set(({ recordings }) => ({ recordings: { ...recordings, [key]: recording } }))

    const follow = async (key: string, input: StartRecording, signal: AbortSignal): Promise<void> => {
      for await (const event of await services.start(input, signal)) {
        if (signal.aborted) return
        if (event.type === 'progress') {
          const now = get().recordings[key]
          const stopping = now?.kind === 'running' && now.stopping
          put(key, { kind: 'running', progress: event, stopping })
          continue
        }
        put(key, none)
        const { attachmentId, threadId } = input
        if (input.settings.kind === 'snapshot') {
          set(({ snapshots }) => {
            const of = threadKey(input)
            return { snapshots: { ...snapshots, [of]: [...(snapshots[of] ?? []), event.head] } }
          })
        }
        services.recorded(event.head, { attachmentId, threadId })
      }
      if (!signal.aborted && get().recordings[key]?.kind === 'running') {
        throw new Failure('CONNECTION_LOST', 'The answer ended before the recording did.')
      }
    }

    return {
      choice: usualChoice,
      recordings: {},
      snapshots: {},
      choose: (choice) => set((state) => ({ choice: { ...state.choice, ...choice } })),
      start: (thread, kind, confirmation) => {
        const key = recordingKey(thread, kind)
        const asked = settingsOf(kind, get().choice)
        if (asked === undefined || get().recordings[key]?.kind === 'running') return
        const controller = new AbortController()
        running.set(key, controller)
        put(key, { kind: 'running', progress: undefined, stopping: false })
        const { attachmentId, threadId } = thread
        const input = {
          attachmentId,
          threadId,
          ...asked,
          ...(confirmation !== undefined && { confirmation }),
        }
        follow(key, input, controller.signal).catch((error: unknown) => {
          if (controller.signal.aborted) return
          const failure = toFailure(error)
          // Cancelled from the list of jobs: that is no failure to tell of.
          put(key, failure.code === 'CANCELLED' ? none : { kind: 'failed', failure })
        })
      },
      stop: (thread, kind) => {
        const key = recordingKey(thread, kind)
        const now = get().recordings[key]
        if (now?.kind !== 'running') return
        put(key, { ...now, stopping: true })
        const { attachmentId, threadId } = thread
        // That it has just ended by itself is as good; the stream tells the rest.
        services.stop({ attachmentId, threadId, kind }).catch(() => {})
      },
      cancel: (thread, kind) => {
        const key = recordingKey(thread, kind)
        running.get(key)?.abort()
        put(key, none)
      },
    }
  })
}
