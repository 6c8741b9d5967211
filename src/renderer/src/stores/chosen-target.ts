/** Which target of a kind the screen about that kind looks at: one choice per environment, kept over a reload. */
import { useCallback } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Environment, Target, TargetKind } from '#shared/contract/environments.ts'
import { targetsOfKind, useCurrentEnvironment } from './environments.ts'

interface ChosenTargets {
  /** The id of the target chosen last in each environment, by the environment's id. */
  chosen: Readonly<Record<string, string>>
  choose: (environmentId: string, targetId: string) => void
}

export interface TargetChoice {
  environment: Environment | undefined
  /** Those of the kind, of the environment worked in. */
  targets: readonly Target[]
  /** The chosen one of them, else the first. */
  target: Target | undefined
  choose: (targetId: string) => void
}

/** Makes the hook that tells and changes the target of a kind that is worked with. */
export function createTargetChoice(kind: TargetKind): () => TargetChoice {
  const useChosen = create<ChosenTargets>()(
    persist(
      (set) => ({
        chosen: {},
        choose: (environmentId, targetId) =>
          set((state) => ({ chosen: { ...state.chosen, [environmentId]: targetId } })),
      }),
      { name: `pitwall.${kind}-target`, partialize: ({ chosen }) => ({ chosen }) },
    ),
  )
  return () => {
    const environment = useCurrentEnvironment()
    const { chosen, choose } = useChosen()
    const id = environment?.id
    const targets = targetsOfKind(environment, kind)
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
}
