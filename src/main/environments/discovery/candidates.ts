import { randomUUID } from 'node:crypto'
import type { Candidate } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Password } from '../store/secrets.ts'
import type { Found } from './found.ts'

/** Passwords of the latest candidates, in memory, by an id that says nothing. */
export interface Candidates {
  /** Keeps the password here and answers with what others may know. */
  add: (found: Found, origin: string) => Candidate
  /** @throws Failure NOT_FOUND when it was found too long ago */
  passwordOf: (candidateId: string) => Password
}

/** Enough for several large projects read one after the other. */
const capacity = 2_000

export function createCandidates(variables: NodeJS.ProcessEnv): Candidates {
  const passwords = new Map<string, Password>()
  return {
    add: (found, origin) => {
      const id = randomUUID()
      passwords.set(id, found.password)
      for (const oldest of passwords.keys()) {
        if (passwords.size <= capacity) break
        passwords.delete(oldest)
      }
      return {
        id,
        name: found.name.slice(0, 100),
        address: found.address,
        secret: secretOf(found.password, variables),
        origin,
        ...(found.environment === undefined ? {} : { environment: found.environment }),
      }
    },
    passwordOf: (candidateId) => {
      const password = passwords.get(candidateId)
      if (password !== undefined) return password
      throw new Failure('NOT_FOUND', 'The password found with this target is not kept any more.', {
        hint: 'Read the file or the text again.',
      })
    },
  }
}

function secretOf(password: Password, variables: NodeJS.ProcessEnv): Candidate['secret'] {
  if (password.kind === 'none') return { kind: 'none' }
  if (password.kind === 'value') return { kind: 'found' }
  return { kind: 'variable', name: password.name, present: Boolean(variables[password.name]) }
}
