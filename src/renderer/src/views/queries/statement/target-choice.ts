import {
  findTarget,
  postgresTargets,
  useCurrentEnvironment,
  useEnvironments,
} from '#renderer/stores/environments.ts'
import type { Environment, Target } from '#shared/contract/environments.ts'
import type { SelectOption } from '#renderer/ui/Select.tsx'

/** The Postgres targets to choose from, and the environment of the one that is chosen. */
export function useTargetChoice(targetId: string | null): {
  options: SelectOption<string>[]
  environment: Environment | undefined
  target: Target | undefined
} {
  const environments = useEnvironments((state) => state.environments)
  const current = useCurrentEnvironment()
  const chosen = targetId === null ? undefined : findTarget(environments, targetId)
  const targets = [...postgresTargets(current)]
  // A statement keeps its target when another environment is switched to.
  if (chosen !== undefined && chosen.environment.id !== current?.id) targets.unshift(chosen.target)
  const options = targets.map((target) => {
    const home = environments.find(({ id }) => id === target.environmentId)
    const place =
      target.address.kind === 'postgres' ? `${target.address.host}, ${target.address.database}` : ''
    const foreign = home !== undefined && home.id !== current?.id
    return {
      value: target.id,
      label: foreign ? `${home.name} / ${target.name}` : target.name,
      description: place,
    }
  })
  return { options, environment: chosen?.environment, target: chosen?.target }
}
