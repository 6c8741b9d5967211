/** The store of the live strip on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { NodeSample } from '#shared/contract/node/live.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'

/** A thread of an attached process. */
export interface ThreadRef {
  attachmentId: string
  threadId: string
}

export interface Collection {
  heapBeforeBytes: Bytes
  heapAfterBytes: Bytes
  elapsedMs: Milliseconds
}

/** Collecting garbage in a thread. */
export type Collecting =
  | { kind: 'none' }
  | { kind: 'running' }
  | { kind: 'done'; collection: Collection }
  | { kind: 'failed'; failure: Failure }

export interface LiveWatch extends ThreadRef {
  /** The oldest first, up to ten minutes. */
  samples: readonly NodeSample[]
  state: { kind: 'connecting' } | { kind: 'live' } | { kind: 'ended'; failure: Failure }
}

export interface NodeLiveServices {
  /** What was seen before, then what is seen; ends with the failure that tells why it cannot be seen any more. */
  watch: (thread: ThreadRef, signal: AbortSignal) => Promise<AsyncIterable<{ samples: NodeSample[] }>>
  collect: (thread: ThreadRef, confirmation: string | undefined) => Promise<Collection>
}

export interface NodeLiveState {
  /** What was seen of the thread that is looked at, or was last. */
  watch: LiveWatch | null
  /** By {@link threadKey}. */
  collecting: Readonly<Record<string, Collecting>>
  /** Looks at a thread, instead of another, until the returned function is called. */
  attend: (thread: ThreadRef) => () => void
  /** Looks again after it could not, where somebody still does. */
  retry: () => void
  /** Collects the thread's garbage; `confirmation` is the environment's name, typed. */
  collect: (thread: ThreadRef, confirmation?: string) => Promise<void>
  /** Forgets what a collection came to. */
  forgetCollection: (thread: ThreadRef) => void
}

/** As long as the charts are. */
export const liveWindowMs: Milliseconds = 600_000

/** One name for each thread of each attachment. */
export function threadKey({ attachmentId, threadId }: ThreadRef): string {
  return `${attachmentId} ${threadId}`
}

export function createNodeLiveStore(services: NodeLiveServices): UseBoundStore<StoreApi<NodeLiveState>> {
  let current: AbortController | undefined
  return create<NodeLiveState>()((set, get) => {
    const patch = (thread: ThreadRef, change: (watch: LiveWatch) => Partial<LiveWatch>): void =>
      set(({ watch }) =>
        watch !== null && threadKey(watch) === threadKey(thread)
          ? { watch: { ...watch, ...change(watch) } }
          : {},
      )
    const collecting = (thread: ThreadRef, state: Collecting): void =>
      set((now) => ({ collecting: { ...now.collecting, [threadKey(thread)]: state } }))
    const follow = async (thread: ThreadRef, signal: AbortSignal): Promise<void> => {
      for await (const { samples } of await services.watch(thread, signal)) {
        if (signal.aborted) return
        patch(thread, (watch) => ({ samples: joined(watch.samples, samples), state: { kind: 'live' } }))
      }
      throw new Failure('CONNECTION_LOST', 'The process says no more.')
    }
    const begin = (thread: ThreadRef): void => {
      current?.abort()
      const { signal } = (current = new AbortController())
      const { watch } = get()
      const samples = watch !== null && threadKey(watch) === threadKey(thread) ? watch.samples : []
      set({ watch: { ...thread, samples, state: { kind: 'connecting' } } })
      follow(thread, signal).catch((error: unknown) => {
        if (signal.aborted) return
        patch(thread, () => ({ state: { kind: 'ended', failure: toFailure(error) } }))
      })
    }

    return {
      watch: null,
      collecting: {},
      attend: (thread) => {
        begin(thread)
        return () => {
          const { watch } = get()
          // Another thread may be looked at by now.
          if (watch === null || threadKey(watch) !== threadKey(thread)) return
          current?.abort()
          current = undefined
        }
      },
      retry: () => {
        const { watch } = get()
        if (watch !== null && current !== undefined) begin(watch)
      },
      collect: async (thread, confirmation) => {
        if (get().collecting[threadKey(thread)]?.kind === 'running') return
        collecting(thread, { kind: 'running' })
        try {
          collecting(thread, { kind: 'done', collection: await services.collect(thread, confirmation) })
        } catch (error) {
          collecting(thread, { kind: 'failed', failure: toFailure(error) })
        }
      },
      forgetCollection: (thread) => collecting(thread, { kind: 'none' }),
    }
  })
}

/** What is new behind what is known: a stream that is opened again begins with what was seen before. */
function joined(known: readonly NodeSample[], told: readonly NodeSample[]): readonly NodeSample[] {
  const last = known.at(-1)?.at ?? 0
  const all = [...known, ...told.filter(({ at }) => at > last)]
  const from = (all.at(-1)?.at ?? 0) - liveWindowMs
  return all.filter(({ at }) => at >= from)
}
