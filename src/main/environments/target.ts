import type { Address, Guard } from '#shared/contract/environments.ts'

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
