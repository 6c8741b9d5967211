import { writeFile } from 'node:fs/promises'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { RecordingEvent, RecordingSettings } from '#shared/contract/node/recording.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { tellProgress } from '../../progress.ts'
import type { ProfileDraft, ProfilesRoom } from '../../profiles/index.ts'
import type { AttachedThread, AttachmentsRoom } from '../attachments/index.ts'
import { recordedAlready } from './claims.ts'
import { checkSamples, sampleCpu } from './cpu-sampling.ts'
import { allowSnapshot, type KeptEnvironments } from './guard.ts'
import { sampleHeap } from './heap-sampling.ts'
import type { Sampling } from './sampling.ts'
import { takeSnapshot } from './snapshot.ts'
import { profileName, settingsInWords, sourceName } from './words.ts'

export interface RecordingsOptions {
  attachments: Pick<AttachmentsRoom, 'use'>
  profiles: Pick<ProfilesRoom, 'keep'>
  environments: KeptEnvironments
}

export interface RecordingInput {
  attachmentId: string
  threadId: string
  settings: RecordingSettings
  /** How long; a snapshot takes what it takes. */
  seconds: number
  name?: string | undefined
  /** The environment's name, typed, where its guard asks for it. */
  confirmation?: string | undefined
}

export interface Recordings {
  /**
   * Records, tells how far it is, and keeps the profile: the last event is its head. When the signal
   * fires, nobody listens any more or the process goes away, nothing is kept.
   *
   * @throws Failure NOT_FOUND, BAD_INPUT, REFUSED (by the guard, or one of this kind is running there),
   *   CONNECTION_LOST, TIMEOUT, CANCELLED
   */
  start: (input: RecordingInput, signal?: AbortSignal) => AsyncGenerator<RecordingEvent>
  /** Ends a recording before its time; what there is is kept. Throws NOT_FOUND where none runs. */
  stop: (recording: { attachmentId: string; threadId: string; kind: 'cpu' | 'heap' }) => void
}

type RecordingState = Pick<Extract<RecordingEvent, { type: 'progress' }>, 'phase' | 'fileBytes'>
type SamplingSettings = Exclude<RecordingSettings, { kind: 'snapshot' }>

export function createRecordings({ attachments, profiles, environments }: RecordingsOptions): Recordings {
  /** What ends the recordings that run. */
  const running = new Map<string, AbortController>()

  async function* recordSamples(
    thread: AttachedThread,
    input: RecordingInput,
    settings: SamplingSettings,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordingEvent> {
    const totalMs = input.seconds * 1000
    const state: RecordingState = { phase: 'recording', fileBytes: 0 }
    const key = keyOf({ ...input, kind: settings.kind })
    if (running.has(key)) throw recordedAlready(thread, settings.kind)
    // From the beginning, so that it can be stopped before it has begun.
    const stop = new AbortController()
    running.set(key, stop)
    const head = yield* tellProgress(
      signal,
      (elapsedMs): RecordingEvent => ({
        type: 'progress',
        ...state,
        elapsedMs: Math.min(elapsedMs, totalMs),
        totalMs,
      }),
      async (workSignal) => {
        try {
          return await sample(thread, input, settings, { stop: stop.signal, signal: workSignal, state })
        } finally {
          running.delete(key)
        }
      },
    )
    yield { type: 'profile', head }
  }

  /** Records until its end, and keeps the profile. */
  async function sample(
    thread: AttachedThread,
    input: RecordingInput,
    settings: SamplingSettings,
    { stop, signal, state }: { stop: AbortSignal; signal: AbortSignal; state: RecordingState },
  ): Promise<ProfileHead> {
    const at = Date.now()
    const sampling = await startSampling(thread, settings, signal)
    try {
      const began = performance.now()
      await untilOver(input.seconds * 1000, stop, thread, signal)
      state.phase = 'collecting'
      const durationMs = Math.round(performance.now() - began)
      const file = await sampling.end(signal)
      throwIfCancelled(signal)
      state.phase = 'writing'
      state.fileBytes = file.length
      const draft = { ...draftOf(thread, input, settings), at, durationMs }
      return await profiles.keep(draft, async (path) => await writeFile(path, file, { signal }))
    } catch (error) {
      await sampling.discard()
      throwIfCancelled(signal)
      throw error
    }
  }

  async function* recordSnapshot(
    thread: AttachedThread,
    input: RecordingInput,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordingEvent> {
    allowSnapshot(thread, environments, input.confirmation)
    const state: { done: number; fileBytes: Bytes } = { done: 0, fileBytes: 0 }
    const head = yield* tellProgress(
      signal,
      (elapsedMs): RecordingEvent => ({
        type: 'progress',
        phase: state.fileBytes > 0 ? 'writing' : 'collecting',
        elapsedMs,
        ...state,
      }),
      async (workSignal) => {
        const draft = { ...draftOf(thread, input, input.settings), at: Date.now(), durationMs: 0 }
        return await profiles.keep(draft, async (path) => {
          await takeSnapshot(thread, path, {
            signal: workSignal,
            onProgress: (done, fileBytes) => Object.assign(state, { done, fileBytes }),
          })
        })
      },
    )
    yield { type: 'profile', head }
  }

  return {
    async *start(input, signal) {
      const { settings } = input
      const thread = attachments.use(input.attachmentId, input.threadId)
      if (settings.kind === 'cpu') checkSamples(settings, input.seconds)
      yield* settings.kind === 'snapshot'
        ? recordSnapshot(thread, input, signal)
        : recordSamples(thread, input, settings, signal)
    },
    stop(recording) {
      const stop = running.get(keyOf(recording))
      if (!stop) throw new Failure('NOT_FOUND', 'Nothing of this kind is recorded there now.')
      stop.abort()
    },
  }
}

async function startSampling(
  thread: AttachedThread,
  settings: SamplingSettings,
  signal: AbortSignal,
): Promise<Sampling> {
  return settings.kind === 'cpu'
    ? await sampleCpu(thread, settings, signal)
    : await sampleHeap(thread, settings, signal)
}

/** Resolves when the time is over or it is stopped; throws when it is cancelled or the thread is gone. */
async function untilOver(
  time: Milliseconds,
  stop: AbortSignal,
  thread: AttachedThread,
  signal: AbortSignal,
): Promise<void> {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, time)
  const end = (): void => over.resolve()
  const either = AbortSignal.any([stop, signal])
  either.addEventListener('abort', end, { once: true })
  if (either.aborted) end()
  try {
    const lost = await Promise.race([over.promise, thread.lost])
    if (lost) throw lost
    throwIfCancelled(signal)
  } finally {
    clearTimeout(timer)
    either.removeEventListener('abort', end)
  }
}

function draftOf(
  thread: AttachedThread,
  input: RecordingInput,
  settings: RecordingSettings,
): Omit<ProfileDraft, 'at' | 'durationMs'> {
  const { targetId }: Attachment = thread.attachment
  return {
    name: input.name?.trim() || profileName(settings.kind, thread),
    format: ({ cpu: 'cpuprofile', heap: 'heapprofile', snapshot: 'heapsnapshot' } as const)[settings.kind],
    source: sourceName(thread),
    settings: settingsInWords(settings),
    ...(targetId === undefined ? {} : { targetId }),
  }
}

function keyOf(recording: { attachmentId: string; threadId: string; kind: string }): string {
  return [recording.attachmentId, recording.threadId, recording.kind].join(' ')
}
