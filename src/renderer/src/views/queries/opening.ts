import { postgresTargets, useCurrentEnvironment } from '#renderer/stores/environments.ts'
import { useQueries } from '#renderer/stores/queries.ts'

/** The ways to begin something in this view. */
export function useOpening(): { newStatement: () => void; pastePlan: () => void } {
  const environment = useCurrentEnvironment()
  const openStatement = useQueries((state) => state.openStatement)
  const openPlanText = useQueries((state) => state.openPlanText)
  return {
    newStatement: () => {
      openStatement({ targetId: postgresTargets(environment)[0]?.id ?? null, sql: '' })
    },
    pastePlan: () => {
      openPlanText('')
    },
  }
}
