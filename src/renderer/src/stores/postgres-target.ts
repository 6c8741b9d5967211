import { useCallback } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Environment, Target } from '#shared/contract/environments.ts'
import { postgresTargets, useCurrentEnvironment } from './environments.ts'

interface ChosenTargets {
  /** The id of the target chosen last in each environment, by the environment's id. */
  chosen: Readonly<Record<string, string>>
  choose: (environmentId: string, targetId: string) => void
}

/** Which Postgres of each environment the pages of Queries are about; kept over a reload. */
export const usePostgresTargets = create<ChosenTargets>()(
  persist(
    (set) => ({
      chosen: {},
      choose: (environmentId, targetId) =>
        set((state) => ({ chosen: { ...state.chosen, [environmentId]: targetId } })),
    }),
    { name: 'pitwall.postgres-target', partialize: ({ chosen }) => ({ chosen }) },
  ),
)

export interface PostgresChoice {
  environment: Environment | undefined
  /** The Postgres targets of the environment worked in. */
  targets: readonly Target[]
  /** The chosen one of them, else the first. */
  target: Target | undefined
  choose: (targetId: string) => void
}

/** The Postgres worked with: the chosen one of the current environment. */
export function usePostgresTarget(): PostgresChoice {
  const environment = useCurrentEnvironment()
  const { chosen, choose } = usePostgresTargets()
  const id = environment?.id
  const targets = postgresTargets(environment)
  const wanted = id === undefined ? undefined : chosen[id]
  return {
    environment,
    targets,
    target: targets.find((target) => target.id === wanted) ?? targets[0],
    choose: useCallback(
      (targetId: string) => {
        if (id !== undefined) choose(id, targetId)
      },
      [id, choose],
    ),
  }
}
