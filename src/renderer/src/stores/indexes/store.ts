/** The indexes store on top of any services. A search goes on when the page is left. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { Advice, AdviseInput, WorkloadQuery } from '#shared/contract/advisor.ts'
import { Failure } from '#shared/failure.ts'
import { indexesFor } from './answer.ts'
import {
  nothingAdvised,
  type AdviceWork,
  type Comparison,
  type TargetIndexes,
  type TrialConsent,
  type WorkloadSource,
} from './model.ts'
import { readOptions, type AdviceOptions } from './options.ts'
import type { IndexServices } from './services.ts'
import { textOfQueries, workloadOfText } from './workload.ts'

export interface IndexesState {
  /** By target id; absent for one that was never looked at. */
  targets: Readonly<Record<string, TargetIndexes>>
  /** The page is opened: reads the recordings to choose from. */
  attend: (targetId: string) => void
  choose: (targetId: string, source: WorkloadSource) => void
  type: (targetId: string, text: string) => void
  setOptions: (targetId: string, change: Partial<AdviceOptions>) => void
  /** Fills the field with statements and advises on them. */
  adviseOn: (targetId: string, queries: readonly WorkloadQuery[]) => void
  /** Begins the search; one that is under way is cancelled first. */
  advise: (targetId: string, consent?: TrialConsent) => void
  cancel: (targetId: string) => void
  /** Plans a statement as it is and with the proposals it would use. */
  compare: (targetId: string, queryId: string) => void
  closeComparison: (targetId: string, queryId: string) => void
}

/** What is known of a target; the same object for all of which nothing is. */
export function indexesOf({ targets }: Pick<IndexesState, 'targets'>, targetId: string): TargetIndexes {
  return targets[targetId] ?? nothingAdvised
}

export function createIndexesStore(services: IndexServices): UseBoundStore<StoreApi<IndexesState>> {
  /** What runs, by target. */
  const searches = new Map<string, AbortController>()
  const planning = new Map<string, AbortController>()

  return create<IndexesState>()((set, get) => {
    const of = (targetId: string): TargetIndexes => indexesOf(get(), targetId)
    const patch = (targetId: string, change: Partial<TargetIndexes>): void =>
      set(({ targets }) => ({
        targets: { ...targets, [targetId]: { ...(targets[targetId] ?? nothingAdvised), ...change } },
      }))
    const setComparison = (targetId: string, queryId: string, comparison: Comparison | undefined): void => {
      const { [queryId]: _before, ...others } = of(targetId).comparisons
      patch(targetId, { comparisons: comparison ? { ...others, [queryId]: comparison } : others })
    }

    const search = async (
      targetId: string,
      input: AdviseInput,
      consent: TrialConsent | undefined,
      signal: AbortSignal,
    ): Promise<void> => {
      const workload = workloadWords(of(targetId))
      try {
        for await (const event of await services.advise(input, signal)) {
          if (signal.aborted) return
          if (event.type === 'advice') {
            patch(targetId, {
              work: { kind: 'idle' },
              comparisons: {},
              answer: {
                advice: event.advice,
                at: services.now(),
                workload,
                parameters: parametersOf(input),
                consent,
                ledger: new Map(services.ledger().map(({ id, status }) => [id, status])),
              },
            })
            continue
          }
          const { work } = of(targetId)
          if (work.kind !== 'running') continue
          const { cost, elapsedMs } = event
          const last = work.costs.at(-1)
          patch(targetId, {
            work: {
              ...work,
              progress: event,
              costs:
                cost === undefined || cost === last?.cost ? work.costs : [...work.costs, { elapsedMs, cost }],
            },
          })
        }
        if (!signal.aborted && of(targetId).work.kind === 'running')
          patch(targetId, { work: { kind: 'idle' } })
      } catch (error) {
        if (!signal.aborted) patch(targetId, { work: afterFailure(toFailure(error)) })
      }
    }

    const plan = async (
      targetId: string,
      queryId: string,
      advice: Advice,
      signal: AbortSignal,
    ): Promise<void> => {
      const { answer } = of(targetId)
      const sql = advice.queries.find(({ id }) => id === queryId)?.sql
      if (answer === null || sql === undefined) return
      const parameters = answer.parameters.get(queryId)
      try {
        const plans = await services.compare(
          {
            targetId,
            sql,
            indexes: indexesFor(advice, queryId),
            ...(parameters && { parameters }),
            ...answer.consent,
          },
          signal,
        )
        if (!signal.aborted) setComparison(targetId, queryId, { kind: 'ready', ...plans })
      } catch (error) {
        if (!signal.aborted) setComparison(targetId, queryId, { kind: 'failed', failure: toFailure(error) })
      }
    }

    return {
      targets: {},
      attend: (targetId) => {
        const read = async (): Promise<void> => {
          try {
            patch(targetId, { recordings: await services.recordings(targetId) })
          } catch {
            // There is then no recording to choose; advising says why the workbench does not answer.
          }
        }
        void read()
      },
      choose: (targetId, source) => patch(targetId, { source }),
      type: (targetId, text) => patch(targetId, { text }),
      setOptions: (targetId, change) => patch(targetId, { options: { ...of(targetId).options, ...change } }),
      adviseOn: (targetId, queries) => {
        patch(targetId, {
          source: { kind: 'queries' },
          given: queries,
          text: textOfQueries(queries),
          filled: of(targetId).filled + 1,
        })
        get().advise(targetId)
      },
      advise: (targetId, consent) => {
        const known = of(targetId)
        const { limits, wrong } = readOptions(known.options)
        const workload = workloadFor(known)
        if (wrong.size > 0 || workload === null) return
        searches.get(targetId)?.abort()
        const controller = new AbortController()
        searches.set(targetId, controller)
        patch(targetId, {
          work: {
            kind: 'running',
            startedAt: services.now(),
            progress: null,
            costs: [],
            seconds: limits.seconds,
          },
        })
        // Leave given once for an environment that does not ask for its name holds while the page lives.
        const given =
          consent ?? (known.answer?.consent?.confirmation === undefined ? known.answer?.consent : undefined)
        void search(targetId, { targetId, workload, ...limits, ...given }, given, controller.signal)
      },
      cancel: (targetId) => {
        searches.get(targetId)?.abort()
        if (of(targetId).work.kind !== 'running') return
        patch(targetId, {
          work: { kind: 'failed', failure: new Failure('CANCELLED', 'The search was cancelled.') },
        })
      },
      compare: (targetId, queryId) => {
        const { answer } = of(targetId)
        if (answer === null) return
        const key = `${targetId} ${queryId}`
        planning.get(key)?.abort()
        const controller = new AbortController()
        planning.set(key, controller)
        setComparison(targetId, queryId, { kind: 'loading' })
        void plan(targetId, queryId, answer.advice, controller.signal)
      },
      closeComparison: (targetId, queryId) => {
        planning.get(`${targetId} ${queryId}`)?.abort()
        setComparison(targetId, queryId, undefined)
      },
    }
  })
}

/** A refusal that the user can lift is a question, anything else a failure. */
function afterFailure(failure: Failure): AdviceWork {
  const { needs, alsoNeeds } = failure.facts
  if (failure.code !== 'REFUSED' || (needs !== 'allowTrial' && needs !== 'confirmation')) {
    return { kind: 'failed', failure }
  }
  return { kind: 'asking', failure, wantsName: needs === 'confirmation' || alsoNeeds === 'confirmation' }
}

/** What the contract is to advise on; null where nothing was typed. */
function workloadFor({ source, text, given }: TargetIndexes): AdviseInput['workload'] | null {
  switch (source.kind) {
    case 'statements':
      return { source: 'statements' }
    case 'recording':
      return { source: 'statements', recordingId: source.recordingId }
    case 'queries': {
      const queries = workloadOfText(text, given)
      return queries.length === 0 ? null : { source: 'queries', queries }
    }
  }
}

function workloadWords({ source, recordings, text, given }: TargetIndexes): string {
  switch (source.kind) {
    case 'statements':
      return 'Statements since the reset'
    case 'recording':
      return recordings.find(({ id }) => id === source.recordingId)?.label ?? 'A recording'
    case 'queries': {
      const count = workloadOfText(text, given).length
      return count === 1 ? 'One statement' : `${count} statements`
    }
  }
}

function parametersOf({ workload }: AdviseInput): ReadonlyMap<string, (string | null)[]> {
  if (workload.source !== 'queries') return new Map()
  return new Map(
    workload.queries.flatMap(({ id, parameters }) => (parameters ? [[id, parameters] as const] : [])),
  )
}
