import type { Guard } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'

interface Guarded {
  environment: { name: string; guard: Guard }
}

/**
 * Lets a target be changed, or throws REFUSED. Facts: `guard`, `environment` (its name), and `needs`
 * (`confirmation`) where typing the environment's name helps.
 */
export function allowChange({ environment }: Guarded, confirmation: string | undefined): void {
  const { name, guard } = environment
  if (guard === 'read-only') {
    throw new Failure('REFUSED', `${name} is read-only: nothing is changed there.`, {
      hint: 'Try the change in another environment, or lift the guard in the settings of this one.',
      facts: { guard, environment: name },
    })
  }
  if (guard === 'confirm' && confirmation !== name) {
    throw new Failure('REFUSED', `${name} asks for its name before anything is changed there.`, {
      hint: `Type "${name}" to confirm.`,
      facts: { guard, environment: name, needs: 'confirmation' },
    })
  }
}
