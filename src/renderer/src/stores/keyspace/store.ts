/** The keyspace store on top of any services and storage. An analysis goes on when the page is left. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { Analysis, AnalysisHead, Pace } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'
import { readChoices, writeChoices, type KeysChoices } from './choices.ts'
import { neverAnalysed, type AnalysisWork, type TargetKeyspace } from './model.ts'
import { readOptions, type AnalysisOptions } from './options.ts'
import type { KeyspaceServices } from './services.ts'

const storageKey = 'pitwall.keyspace'

export interface KeyspaceState {
  choices: KeysChoices
  /** By target id; absent for one that was never looked at. */
  targets: Readonly<Record<string, TargetKeyspace>>
  /** The selected namespace of each target, by `namespaceKey`. */
  selected: Readonly<Record<string, string | null>>

  choose: (change: Partial<KeysChoices>) => void
  select: (targetId: string, key: string | null) => void
  /** Reads the kept analyses and shows the newest, unless that was done or one is under way. */
  open: (targetId: string) => void
  /** Reads what is kept anew. */
  reload: (targetId: string) => void
  /** Shows a kept analysis. */
  show: (targetId: string, id: string) => void
  setOptions: (targetId: string, change: Partial<AnalysisOptions>) => void
  /** Begins an analysis; one that is under way is cancelled first. */
  analyse: (targetId: string) => void
  /** Ends the running analysis with what it has seen. */
  stop: (targetId: string) => void
  /** Throws the running analysis away. */
  cancel: (targetId: string) => void
  /** Makes the running analysis faster or gentler, and the next one too. */
  setPace: (targetId: string, change: Partial<Pick<AnalysisOptions, 'pace' | 'keysPerSecond'>>) => void
}

/** What is known of a target; the same object for all of which nothing is. */
export function keyspaceOf({ targets }: Pick<KeyspaceState, 'targets'>, targetId: string): TargetKeyspace {
  return targets[targetId] ?? neverAnalysed
}

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>

export function createKeyspaceStore(
  services: KeyspaceServices,
  storage: ChoiceStorage,
): UseBoundStore<StoreApi<KeyspaceState>> {
  /** What runs, by target. */
  const running = new Map<string, AbortController>()

  const useKeyspace = create<KeyspaceState>()((set, get) => {
    const of = (targetId: string): TargetKeyspace => keyspaceOf(get(), targetId)
    const patch = (targetId: string, change: Partial<TargetKeyspace>): void =>
      set(({ targets }) => ({
        targets: { ...targets, [targetId]: { ...(targets[targetId] ?? neverAnalysed), ...change } },
      }))
    const patchWork = (targetId: string, change: Partial<Running>): void => {
      const { work } = of(targetId)
      if (work.kind === 'running') patch(targetId, { work: { ...work, ...change } })
    }

    const readKept = async (targetId: string): Promise<void> => {
      patch(targetId, { reading: true, failure: null })
      try {
        const heads = await services.list(targetId)
        const newest = heads[0]
        const analysis = newest === undefined ? null : await services.get(newest.id)
        // One that was made meanwhile is newer.
        const known = of(targetId)
        if (known.analysis === null) patch(targetId, { heads, analysis, reading: false })
        else patch(targetId, { heads: known.heads ?? heads, reading: false })
      } catch (error) {
        patch(targetId, { reading: false, failure: toFailure(error) })
      }
    }

    const readOne = async (targetId: string, id: string): Promise<void> => {
      patch(targetId, { reading: true, failure: null })
      try {
        patch(targetId, { analysis: await services.get(id), reading: false })
      } catch (error) {
        patch(targetId, { reading: false, failure: toFailure(error) })
      }
    }

    const analyse = async (targetId: string, signal: AbortSignal): Promise<void> => {
      const { input } = readOptions(of(targetId).options)
      try {
        for await (const event of await services.analyse({ targetId, ...input }, signal)) {
          if (signal.aborted) return
          if (event.type === 'analysis') {
            const { analysis } = event
            const others = (of(targetId).heads ?? []).filter(({ id }) => id !== analysis.id)
            patch(targetId, { work: { kind: 'idle' }, analysis, heads: [headOf(analysis), ...others] })
            continue
          }
          patchWork(targetId, { progress: event, ...(event.sofar && { sofar: event.sofar }) })
        }
        if (!signal.aborted && of(targetId).work.kind === 'running')
          patch(targetId, { work: { kind: 'idle' } })
      } catch (error) {
        if (signal.aborted) return
        const { work, analysis } = of(targetId)
        // What was seen until then is better than nothing; it says of itself that it is not all.
        const seen = work.kind === 'running' ? work.sofar : null
        patch(targetId, {
          work: { kind: 'failed', failure: toFailure(error) },
          analysis: seen === null ? analysis : { ...seen, complete: false },
        })
      }
    }

    /** Tells the running analysis something; what it cannot be told is told to the user. */
    const tellRunning = async (
      targetId: string,
      what: string,
      tell: (analysisId: string) => Promise<void>,
    ): Promise<void> => {
      const { work } = of(targetId)
      const analysisId = work.kind === 'running' ? work.progress?.analysisId : undefined
      if (analysisId === undefined) return
      try {
        await tell(analysisId)
      } catch (error) {
        const failure = toFailure(error)
        // It has just ended by itself.
        if (failure.code !== 'NOT_FOUND') services.tell(what, failure)
      }
    }

    return {
      choices: readChoices(storage.getItem(storageKey)),
      targets: {},
      selected: {},
      choose: (change) => set(({ choices }) => ({ choices: { ...choices, ...change } })),
      select: (targetId, key) => set(({ selected }) => ({ selected: { ...selected, [targetId]: key } })),
      open: (targetId) => {
        const { heads, reading } = of(targetId)
        if (heads === null && !reading) void readKept(targetId)
      },
      reload: (targetId) => void readKept(targetId),
      show: (targetId, id) => {
        if (of(targetId).analysis?.id !== id) void readOne(targetId, id)
      },
      setOptions: (targetId, change) => patch(targetId, { options: { ...of(targetId).options, ...change } }),
      analyse: (targetId) => {
        if (readOptions(of(targetId).options).wrong.size > 0) return
        running.get(targetId)?.abort()
        const controller = new AbortController()
        running.set(targetId, controller)
        patch(targetId, {
          work: {
            kind: 'running',
            startedAt: services.now(),
            progress: null,
            sofar: null,
            stopping: false,
          },
        })
        void analyse(targetId, controller.signal)
      },
      stop: (targetId) => {
        patchWork(targetId, { stopping: true })
        void tellRunning(targetId, 'The analysis could not be stopped', services.stop)
      },
      cancel: (targetId) => {
        running.get(targetId)?.abort()
        if (of(targetId).work.kind !== 'running') return
        patch(targetId, {
          work: {
            kind: 'failed',
            failure: new Failure('CANCELLED', 'The analysis was cancelled; what it had seen is not kept.'),
          },
        })
      },
      setPace: (targetId, change) => {
        get().setOptions(targetId, change)
        const { input, wrong } = readOptions(of(targetId).options)
        if (wrong.has('keysPerSecond')) return
        const pace: Pace = input.pace
        void tellRunning(
          targetId,
          'The pace could not be changed',
          async (id) => await services.setPace(id, pace),
        )
      },
    }
  })

  useKeyspace.subscribe(({ choices }, before) => {
    if (choices === before.choices) return
    try {
      storage.setItem(storageKey, writeChoices(choices))
    } catch {
      // A full storage keeps the choices for as long as the page lives, which is well enough.
    }
  })
  return useKeyspace
}

type Running = Extract<AnalysisWork, { kind: 'running' }>

function headOf({ id, targetId, targetName, at, elapsedMs, complete, keys, bytes }: Analysis): AnalysisHead {
  return { id, ...(targetId !== undefined && { targetId }), targetName, at, elapsedMs, complete, keys, bytes }
}
