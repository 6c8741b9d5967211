/** The statements store on top of any services and storage. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { Finding, Limitation } from '#shared/contract/finding.ts'
import type { Recording, StatementList } from '#shared/contract/statements.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { choicesDiffer, readChoices, writeChoices, type StatementChoices } from './choices.ts'
import { createDetailReader, type StatementDetail } from './detail.ts'
import { createRecordings } from './recordings.ts'
import type { StatementServices, StatementWindow } from './services.ts'

/** How often what runs is read while a recording goes on. */
const liveMs: Milliseconds = 2000
/** How often it is read when the user wants it fresh. */
const freshMs: Milliseconds = 5000
/** Findings read every statement's text, so they follow a list that is fresh at a distance. */
const findingsEveryMs: Milliseconds = 30_000
const storageKey = 'pitwall.statements'

export interface StatementsState extends StatementChoices {
  targetId: string | null
  /** The recording whose window is shown; null for all since the reset. */
  recordingId: string | null
  /** What was read last; it stays while it is read again. */
  list: StatementList | null
  /** Why reading it failed last; gone when it succeeds. */
  failure: Failure | null
  loading: boolean
  findings: readonly Finding[] | null
  findingsFailure: Failure | null
  findingLimitations: readonly Limitation[]
  recordings: readonly Recording[]
  /** A recording is being begun or ended. */
  recordingBusy: boolean
  /** pg_stat_activity is being watched. */
  watching: { startedAt: EpochMilliseconds; seconds: number } | null
  /** The id of the selected statement. */
  selected: string | null
  detail: StatementDetail | null

  /** The page is on the screen and about this target, until the returned function is called. */
  attend: (targetId: string) => () => void
  refresh: () => void
  showWindow: (recordingId: string | null) => void
  beginRecording: () => void
  endRecording: (recordingId: string) => void
  removeRecording: (recording: Recording) => void
  /** Looks at pg_stat_activity for so long, or until it is stopped. */
  watch: (seconds: number) => void
  stopWatching: () => void
  select: (statementId: string | null) => void
  readHistoryAgain: () => void
  choose: (change: Partial<StatementChoices>) => void
}

const nothingRead = {
  recordingId: null,
  list: null,
  failure: null,
  loading: false,
  findings: null,
  findingsFailure: null,
  findingLimitations: [],
  recordings: [],
  recordingBusy: false,
  watching: null,
  selected: null,
  detail: null,
  finding: null,
} satisfies Partial<StatementsState>

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>

export function createStatementsStore(
  services: StatementServices,
  storage: ChoiceStorage,
): UseBoundStore<StoreApi<StatementsState>> {
  const useStatements = create<StatementsState>()((set, get) => {
    let reading: AbortController | undefined
    let sampling: AbortController | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let attended = 0
    let findingsAt: EpochMilliseconds = 0

    const detail = createDetailReader(services, (change) =>
      set((state) => ({ detail: change(state.detail) })),
    )

    const windowOf = (targetId: string): StatementWindow => {
      const { recordingId } = get()
      return recordingId === null ? { targetId } : { targetId, recordingId }
    }

    const readFindings = async (window: StatementWindow, signal: AbortSignal): Promise<void> => {
      findingsAt = services.now()
      try {
        const { findings, limitations } = await services.findings(window, signal)
        if (signal.aborted) return
        set({ findings, findingLimitations: limitations, findingsFailure: null })
      } catch (error) {
        if (!signal.aborted) set({ findingsFailure: toFailure(error) })
      }
    }

    /** Answers whether the list came. */
    const readList = async (window: StatementWindow, signal: AbortSignal): Promise<boolean> => {
      set({ loading: true })
      try {
        const list = await services.list(window, signal)
        if (signal.aborted) return false
        set({ list, failure: null, loading: false })
        // What was read is the newest point of the selected statement's history.
        get().readHistoryAgain()
        return true
      } catch (error) {
        if (!signal.aborted) set({ failure: toFailure(error), loading: false })
        return false
      }
    }

    const readRecordings = async (targetId: string, signal: AbortSignal): Promise<void> => {
      try {
        await recordings.load(targetId, signal)
      } catch {
        // The list of statements says why the server or the workbench does not answer.
      }
    }

    /** Reads the list, and with it what belongs to it; then plans the next time. */
    const read = async (withFindings: boolean): Promise<void> => {
      const { targetId } = get()
      if (targetId === null || get().watching !== null) return
      clearTimeout(timer)
      reading?.abort()
      const { signal } = (reading = new AbortController())
      const window = windowOf(targetId)
      // The list first: reading what every statement shows would only keep the server from it.
      const listed = await readList(window, signal)
      if (listed && withFindings) await readFindings(window, signal)
      if (!signal.aborted) planNext()
    }

    const planNext = (): void => {
      clearTimeout(timer)
      const { recordings: known, recordingId, autoRefresh, watching } = get()
      if (attended === 0 || watching !== null) return
      const live = known.some(({ id, endedAt }) => id === recordingId && endedAt === null)
      // Nothing there yet: the first statement is what everybody waits for.
      const empty = get().list?.statements.length === 0
      if (!live && !autoRefresh && !empty) return
      const due = services.now() - findingsAt >= findingsEveryMs
      timer = setTimeout(() => void read(due), live ? liveMs : freshMs)
    }

    const stop = (): void => {
      clearTimeout(timer)
      reading?.abort()
      sampling?.abort()
      set({ loading: false, watching: null })
    }

    const showWindow = (recordingId: string | null): void => {
      if (get().recordingId !== recordingId) set({ list: null, findings: null, finding: null })
      set({ recordingId, failure: null, findingsFailure: null, findingLimitations: [] })
      void read(true)
    }

    const recordings = createRecordings(
      {
        targetId: () => get().targetId,
        get: () => get().recordings,
        set: (next) => set({ recordings: next }),
        show: showWindow,
        shown: () => get().recordingId,
        setBusy: (recordingBusy) => set({ recordingBusy }),
      },
      services,
    )

    const watch = async (targetId: string, seconds: number, signal: AbortSignal): Promise<void> => {
      try {
        for await (const list of await services.sample(targetId, seconds, signal)) {
          if (signal.aborted) return
          set({ list, failure: null })
        }
      } catch (error) {
        const failure = toFailure(error)
        if (!signal.aborted && failure.code !== 'CANCELLED') set({ failure })
      } finally {
        if (!signal.aborted) set({ watching: null })
      }
    }

    return {
      ...readChoices(storage.getItem(storageKey)),
      ...nothingRead,
      targetId: null,

      attend: (targetId) => {
        attended++
        if (get().targetId !== targetId) {
          stop()
          detail.read(targetId, null)
          set({ ...nothingRead, targetId })
        }
        const opened = new AbortController()
        void readRecordings(targetId, opened.signal).then(planNext)
        void read(true)
        return () => {
          attended--
          opened.abort()
          if (attended === 0) stop()
        }
      },
      refresh: () => void read(true),
      showWindow,
      beginRecording: () => void recordings.begin(),
      endRecording: (recordingId) => void recordings.end(recordingId),
      removeRecording: recordings.remove,
      watch: (seconds) => {
        const { targetId } = get()
        if (targetId === null) return
        stop()
        sampling = new AbortController()
        set({ watching: { startedAt: services.now(), seconds }, failure: null })
        void watch(targetId, seconds, sampling.signal)
      },
      stopWatching: () => {
        sampling?.abort()
        set({ watching: null })
      },
      select: (statementId) => {
        const { targetId, selected } = get()
        if (targetId === null || statementId === selected) return
        set({ selected: statementId })
        detail.read(targetId, statementId)
      },
      readHistoryAgain: () => {
        const { targetId, selected } = get()
        if (targetId !== null && selected !== null) detail.again(targetId, selected)
      },
      choose: (change) => {
        set(change)
        if (change.autoRefresh === true) void read(false)
        if (change.autoRefresh === false) planNext()
      },
    }
  })

  useStatements.subscribe((state, before) => {
    if (!choicesDiffer(before, state)) return
    try {
      storage.setItem(storageKey, writeChoices(state))
    } catch {
      // A full storage keeps the choices for as long as the page lives, which is well enough.
    }
  })
  return useStatements
}
