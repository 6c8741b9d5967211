/** Small changes to a list of environments. Pure. */
import type { Environment, Target } from '#shared/contract/environments.ts'

/** The list without a target. */
export function takeTarget(environments: readonly Environment[], targetId: string): Environment[] {
  return environments.map((environment) => ({
    ...environment,
    targets: environment.targets.filter(({ id }) => id !== targetId),
  }))
}

/** The list with a target at its place in its environment. */
export function putTarget(
  environments: readonly Environment[],
  target: Target,
  index: number,
): Environment[] {
  return environments.map((environment) =>
    environment.id === target.environmentId && !environment.targets.some(({ id }) => id === target.id)
      ? { ...environment, targets: environment.targets.toSpliced(index, 0, target) }
      : environment,
  )
}

/** A name that is not taken: `api copy`, `api copy 2`… */
export function copyName(name: string, taken: readonly string[]): string {
  const base = `${name.replace(/ copy(?: \d+)?$/, '')} copy`
  if (!taken.includes(base)) return base
  let number = 2
  while (taken.includes(`${base} ${number}`)) number++
  return `${base} ${number}`
}
