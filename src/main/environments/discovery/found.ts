import type { Address, Candidate } from '#shared/contract/environments.ts'
import type { Password } from '../store/secrets.ts'

/** A target that a reader found, with its password: for main only. */
export interface Found {
  name: string
  address: Address
  password: Password
  /** Where in the text: `DATABASE_URL`, `service db`, `line 3`. Empty where there is only one place. */
  place: string
  environment?: Candidate['environment']
}

/** What a reader made of its text. */
export interface Reading {
  found: Found[]
  /** What was recognised and could not be used, one sentence each. Never with a password. */
  problems: string[]
}

/** What a reader may look at beside its text. */
export interface Surroundings {
  /** Of Pitwall's process: for `${VAR}` and libpq's defaults. */
  variables: NodeJS.ProcessEnv
  /** Name of the user, libpq's default role. */
  userName: string
  /** Another file of the folder the text is from; nothing where there is none. */
  readSibling: (name: string) => string | undefined
}
