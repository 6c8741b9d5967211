import { create } from 'zustand'
import { api, toFailure } from '#renderer/api/index.ts'
import type { Environment, Guard, Target, TargetDraft, TargetKind } from '#shared/contract/environments.ts'
import type { Failure } from '#shared/failure.ts'
import { putTarget, takeTarget } from './environments/list.ts'
import { createRemovals } from './environments/removals.ts'
import { createTests, type TargetTest } from './environments/tests.ts'
import { useWorkspace } from './workspace.ts'

export interface EnvironmentsState {
  state: 'loading' | 'ready' | 'failed'
  /** Those being removed, and still to be undone, are left out. */
  environments: readonly Environment[]
  /** Why the list could not be read. */
  failure: Failure | undefined
  /** How many removed targets can be brought back. */
  undoable: number
  /** The last connection test of each target, by id. */
  tests: Readonly<Record<string, TargetTest>>

  /** Reads the list anew. Never throws; see `failure`. */
  reload: () => Promise<void>

  // These throw a Failure.
  create: (name: string, guard: Guard) => Promise<Environment>
  update: (id: string, change: { name?: string; guard?: Guard }) => Promise<void>
  duplicate: (id: string, name: string) => Promise<Environment>
  remove: (id: string) => Promise<void>
  createTarget: (environmentId: string, target: TargetDraft) => Promise<Target>
  updateTarget: (id: string, target: TargetDraft) => Promise<Target>
  duplicateTarget: (id: string, name: string) => Promise<Target>

  /** Takes a target away at once and removes it for good when the message with "Undo" has gone. */
  removeTarget: (target: Target) => void
  /** Brings back the target taken away last, while its message stands. */
  undoRemoval: () => void
  /** Tests the connection of a stored target; the result goes to `tests`. */
  test: (target: Target) => Promise<void>
  cancelTest: (targetId: string) => void
}

/** Environments and their targets. */
export const useEnvironments = create<EnvironmentsState>()((set, get) => {
  const removals = createRemovals({
    show: (target, index) => set((state) => ({ environments: putTarget(state.environments, target, index) })),
    hide: (target) => set((state) => ({ environments: takeTarget(state.environments, target.id) })),
    count: (undoable) => set({ undoable }),
  })
  const tests = createTests((id, test) => set((state) => ({ tests: { ...state.tests, [id]: test } })))

  const take = (environments: readonly Environment[]): void => {
    set({ state: 'ready', environments: removals.withoutPending(environments), failure: undefined })
    const { environmentId, setEnvironment } = useWorkspace.getState()
    if (environments.some(({ id }) => id === environmentId)) return
    // A demo that runs was started to be looked at.
    setEnvironment((environments.find(({ origin }) => origin === 'demo') ?? environments[0])?.id)
  }
  /** Does something to the stored list, then reads it: what is shown is what is stored. */
  const change = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      await removals.settle()
      const answer = await action()
      take(await api.environments.list())
      return answer
    } catch (error) {
      throw toFailure(error)
    }
  }

  return {
    state: 'loading',
    environments: [],
    failure: undefined,
    undoable: 0,
    tests: {},

    reload: async () => {
      try {
        take(await api.environments.list())
      } catch (error) {
        set(({ state }) => ({ failure: toFailure(error), state: state === 'ready' ? 'ready' : 'failed' }))
      }
    },
    create: async (name, guard) => await change(async () => await api.environments.create({ name, guard })),
    update: async (id, { name, guard }) => {
      await change(
        async () =>
          await api.environments.update({ id, ...(name !== undefined && { name }), ...(guard && { guard }) }),
      )
    },
    duplicate: async (id, name) => await change(async () => await api.environments.duplicate({ id, name })),
    remove: async (id) => {
      await change(async () => await api.environments.remove({ id }))
    },
    createTarget: async (environmentId, target) =>
      await change(async () => await api.targets.create({ environmentId, target })),
    updateTarget: async (id, target) => {
      tests.forget(id)
      return await change(async () => await api.targets.update({ id, target }))
    },
    duplicateTarget: async (id, name) => await change(async () => await api.targets.duplicate({ id, name })),
    removeTarget: (target) => {
      tests.cancel(target.id)
      const environment = get().environments.find(({ id }) => id === target.environmentId)
      removals.begin(target, environment?.targets.findIndex(({ id }) => id === target.id) ?? 0)
    },
    undoRemoval: removals.undoLast,
    test: tests.start,
    cancelTest: tests.cancel,
  }
})

const noTargets: readonly Target[] = []

/** The environment that is worked in. */
export function useCurrentEnvironment(): Environment | undefined {
  const current = useWorkspace((state) => state.environmentId)
  return useEnvironments((state) => state.environments.find(({ id }) => id === current))
}

/** A target by its id, whichever environment it is in. */
export function findTarget(
  environments: readonly Environment[],
  targetId: string,
): { target: Target; environment: Environment } | undefined {
  for (const environment of environments) {
    const target = environment.targets.find(({ id }) => id === targetId)
    if (target) return { target, environment }
  }
  return undefined
}

/** The targets of a kind among those of an environment. */
export function targetsOfKind(environment: Environment | undefined, kind: TargetKind): readonly Target[] {
  return environment?.targets.filter(({ address }) => address.kind === kind) ?? noTargets
}

/** The Postgres targets among those of an environment. */
export function postgresTargets(environment: Environment | undefined): readonly Target[] {
  return targetsOfKind(environment, 'postgres')
}
