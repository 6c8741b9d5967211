/** The store of traces on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { ExpectedCost, TraceEvent, TraceHead, TraceSummary } from '#shared/contract/redis/traces.ts'
import {
  type Loaded,
  nothingKnown,
  type RecordingMode,
  recordingSeconds,
  type TracePart,
  type TracesOfTarget,
} from './model.ts'

export interface TracesServices {
  list: (targetId: string) => Promise<TraceHead[]>
  get: (id: string, signal: AbortSignal) => Promise<TraceSummary>
  expectedCost: (targetId: string, signal: AbortSignal) => Promise<ExpectedCost>
  record: (
    input: { targetId: string; mode: RecordingMode; seconds: number; confirmation?: string },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<TraceEvent>>
  stop: (targetId: string) => Promise<void>
  importFile: (file: string) => Promise<TraceHead>
  remove: (id: string) => Promise<void>
}

export interface TracesState {
  /** By target; absent for one whose page was never open. */
  targets: Readonly<Record<string, TracesOfTarget>>
  /** By trace. */
  summaries: Readonly<Record<string, Loaded<TraceSummary>>>
  part: TracePart
  /** Reads the list, and shows the newest trace the first time. */
  open: (targetId: string) => void
  /** Shows a trace, or with null the form to record one. */
  show: (targetId: string, id: string | null) => void
  showPart: (part: TracePart) => void
  choose: (targetId: string, choice: Partial<Pick<TracesOfTarget, 'mode' | 'seconds'>>) => void
  /** Looks what recording would cost now. */
  askCost: (targetId: string) => void
  /** Records as chosen; `confirmation` is the environment's name, typed. */
  record: (targetId: string, confirmation?: string) => void
  /** Ends a recording; what there is is kept. */
  stop: (targetId: string) => void
  /** Ends a recording and throws away what there is. */
  cancel: (targetId: string) => void
  readSummary: (id: string) => void
  /** Reads a file and shows it. Throws what is wrong with it. */
  importFile: (targetId: string, file: string) => Promise<void>
  /** Throws what went wrong. */
  remove: (targetId: string, id: string) => Promise<void>
}

/** What is known of a Redis; the same object for all whose page was never open. */
export function tracesOf({ targets }: Pick<TracesState, 'targets'>, targetId: string): TracesOfTarget {
  return targets[targetId] ?? nothingKnown
}

export function createTracesStore(services: TracesServices): UseBoundStore<StoreApi<TracesState>> {
  /** What goes on, by its name: the next of the same name takes its place. */
  const running = new Map<string, AbortController>()
  const begin = (name: string): AbortSignal => {
    running.get(name)?.abort()
    const controller = new AbortController()
    running.set(name, controller)
    return controller.signal
  }

  return create<TracesState>()((set, get) => {
    const patch = (targetId: string, change: Partial<TracesOfTarget>): void =>
      set((state) => ({
        targets: { ...state.targets, [targetId]: { ...tracesOf(state, targetId), ...change } },
      }))
    const keepSummary = (id: string, summary: Loaded<TraceSummary>): void =>
      set(({ summaries }) => ({ summaries: { ...summaries, [id]: summary } }))

    const list = async (targetId: string): Promise<void> => {
      const first = tracesOf(get(), targetId).heads.kind === 'none'
      if (first) patch(targetId, { heads: { kind: 'reading' } })
      try {
        const heads = await services.list(targetId)
        patch(targetId, {
          heads: { kind: 'ready', value: heads },
          ...(first &&
            tracesOf(get(), targetId).recording.kind === 'none' && { shown: heads[0]?.id ?? null }),
        })
      } catch (error) {
        patch(targetId, { heads: { kind: 'failed', failure: toFailure(error) } })
      }
    }

    const follow = async (
      targetId: string,
      input: Parameters<TracesServices['record']>[0],
      signal: AbortSignal,
    ): Promise<void> => {
      for await (const event of await services.record(input, signal)) {
        if (signal.aborted) return
        if (event.type === 'progress') {
          const { recording } = tracesOf(get(), targetId)
          const stopping = recording.kind === 'running' && recording.stopping
          patch(targetId, { recording: { kind: 'running', progress: event, stopping } })
          continue
        }
        const { id } = event.summary.head
        keepSummary(id, { kind: 'ready', value: event.summary })
        patch(targetId, { recording: { kind: 'none' }, shown: id })
      }
      await list(targetId)
    }

    return {
      targets: {},
      summaries: {},
      part: 'summary',
      open: (targetId) => void list(targetId),
      show: (targetId, shown) => patch(targetId, { shown }),
      showPart: (part) => set({ part }),
      choose: patch,
      askCost: (targetId) => {
        const signal = begin(`cost ${targetId}`)
        patch(targetId, { cost: { kind: 'reading' } })
        services.expectedCost(targetId, signal).then(
          (value) => {
            if (!signal.aborted) patch(targetId, { cost: { kind: 'ready', value } })
          },
          (error: unknown) => {
            if (!signal.aborted) patch(targetId, { cost: { kind: 'failed', failure: toFailure(error) } })
          },
        )
      },
      record: (targetId, confirmation) => {
        const { mode, seconds: typed, recording } = tracesOf(get(), targetId)
        const seconds = recordingSeconds(typed)
        if (seconds === undefined || recording.kind === 'running') return
        const signal = begin(`recording ${targetId}`)
        patch(targetId, { recording: { kind: 'running', progress: undefined, stopping: false } })
        const input = { targetId, mode, seconds, ...(confirmation !== undefined && { confirmation }) }
        follow(targetId, input, signal).catch((error: unknown) => {
          if (!signal.aborted) patch(targetId, { recording: { kind: 'failed', failure: toFailure(error) } })
        })
      },
      stop: (targetId) => {
        const { recording } = tracesOf(get(), targetId)
        if (recording.kind !== 'running') return
        patch(targetId, { recording: { ...recording, stopping: true } })
        // That it has just ended by itself is as good; the stream tells the rest.
        services.stop(targetId).catch(() => {})
      },
      cancel: (targetId) => {
        running.get(`recording ${targetId}`)?.abort()
        patch(targetId, { recording: { kind: 'none' } })
      },
      readSummary: (id) => {
        const known = get().summaries[id]
        if (known?.kind === 'reading' || known?.kind === 'ready') return
        const signal = begin(`summary ${id}`)
        keepSummary(id, { kind: 'reading' })
        services.get(id, signal).then(
          (value) => keepSummary(id, { kind: 'ready', value }),
          (error: unknown) => keepSummary(id, { kind: 'failed', failure: toFailure(error) }),
        )
      },
      importFile: async (targetId, file) => {
        const head = await services.importFile(file)
        // One that was known before may have changed.
        keepSummary(head.id, { kind: 'none' })
        await list(targetId)
        patch(targetId, { shown: head.id })
      },
      remove: async (targetId, id) => {
        await services.remove(id)
        await list(targetId)
        const { shown, heads } = tracesOf(get(), targetId)
        if (shown === id) patch(targetId, { shown: (heads.kind === 'ready' && heads.value[0]?.id) || null })
      },
    }
  })
}
