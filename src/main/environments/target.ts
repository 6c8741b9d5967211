import type { Address, Guard, HttpAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'

/**
 * A target with all that is needed to connect to it. It holds a password, so it never goes into an
 * answer, a log or an error.
 */
export interface ResolvedTarget<A extends Address = Address> {
  /** Absent for a target given by URL in the terminal. */
  id: string | undefined
  name: string
  address: A
  password: string | undefined
  /** Why a password that might have been found was not, for the failure when the server wants one. */
  passwordNote?: string | undefined
  environment: { name: string; guard: Guard }
}

/** The target, known to be an HTTP service. Throws BAD_INPUT for another kind. */
export function requireHttp(target: ResolvedTarget): ResolvedTarget<HttpAddress> {
  const { address } = target
  if (address.kind === 'http') return { ...target, address }
  throw new Failure('BAD_INPUT', `${target.name} is not an HTTP service (it is of kind ${address.kind}).`, {
    hint: 'Choose an HTTP target of the environment.',
  })
}
