import type { SecretState } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Keychain } from './keychain.ts'

/** The secret columns of a target's row. The password itself is in none of them. */
export interface StoredSecret {
  kind: 'none' | 'saved' | 'session' | 'variable'
  variable: string | null
  /** What the key store made of the password. */
  blob: Uint8Array | null
}

/** A password as it comes in: typed, found, or named. */
export type Password =
  | { kind: 'none' }
  | { kind: 'variable'; name: string }
  | { kind: 'value'; value: string }

/** Where the passwords of targets are: in the key store's blobs, in this process's memory, or outside. */
export interface Secrets {
  /** Takes a password for a target and answers with what its row has to hold. */
  store(targetId: string, password: Password, save: boolean): StoredSecret
  /** Gives the copy of a target the same password. */
  copy(fromId: string, toId: string): void
  forget(targetId: string): void
  stateOf(targetId: string, stored: StoredSecret): SecretState
  /** @throws Failure AUTHENTICATION when the password is not to be had now. */
  passwordOf(target: { id: string; name: string }, stored: StoredSecret): string | undefined
}

export const noSecret: StoredSecret = { kind: 'none', variable: null, blob: null }

export function createSecrets(keychain: Keychain | undefined, variables: NodeJS.ProcessEnv): Secrets {
  const session = new Map<string, string>()

  const remember = (targetId: string, password: string): StoredSecret => {
    session.set(targetId, password)
    return { kind: 'session', variable: null, blob: null }
  }

  const store: Secrets['store'] = (targetId, password, save) => {
    session.delete(targetId)
    if (password.kind === 'none') return noSecret
    if (password.kind === 'variable') return { kind: 'variable', variable: password.name, blob: null }
    if (!save || keychain === undefined) return remember(targetId, password.value)
    try {
      return { kind: 'saved', variable: null, blob: keychain.encrypt(password.value) }
    } catch {
      // A key store that is locked or gone: kept for this run, and the state says so.
      return remember(targetId, password.value)
    }
  }

  const stateOf: Secrets['stateOf'] = (targetId, stored) => {
    if (stored.kind === 'none') return { kind: 'none' }
    if (stored.kind === 'variable') {
      const name = stored.variable ?? ''
      return { kind: 'variable', name, present: Boolean(variables[name]) }
    }
    if (stored.kind === 'session') return { kind: 'session', present: session.has(targetId) }
    // Saved by the desktop shell: a shell without a key to it counts it as missing.
    return keychain === undefined ? { kind: 'session', present: false } : { kind: 'saved' }
  }

  const passwordOf: Secrets['passwordOf'] = (target, stored) => {
    if (stored.kind === 'none') return undefined
    if (stored.kind === 'saved') return decrypt(target, stored)
    if (stored.kind === 'variable') return passwordInVariable(stored.variable ?? '', variables, target.name)
    const value = session.get(target.id)
    if (value !== undefined) return value
    throw missing(
      `The password of ${target.name} was kept only while Pitwall ran, and is gone.`,
      'Type it again in the target’s settings.',
    )
  }

  const decrypt = (target: { name: string }, stored: StoredSecret): string => {
    if (keychain === undefined || stored.blob === null) {
      throw missing(
        `The password of ${target.name} is in the system’s key store, which only the desktop window can open.`,
        'Open the desktop window, or type the password again in the target’s settings.',
      )
    }
    try {
      return keychain.decrypt(stored.blob)
    } catch {
      // The cause is dropped: what a key store puts into its errors is not known.
      throw missing(
        `The system’s key store could not decrypt the password of ${target.name}.`,
        'Unlock the key store and try again, or type the password again in the target’s settings.',
      )
    }
  }

  return {
    store,
    copy: (fromId, toId) => {
      const value = session.get(fromId)
      if (value !== undefined) session.set(toId, value)
    },
    forget: (targetId) => {
      session.delete(targetId)
    },
    stateOf,
    passwordOf,
  }
}

/** @throws Failure AUTHENTICATION when the variable is not set */
export function passwordInVariable(name: string, variables: NodeJS.ProcessEnv, targetName?: string): string {
  const value = variables[name]
  if (value) return value
  const whose = targetName === undefined ? 'The password' : `The password of ${targetName}`
  throw missing(
    `${whose} is in the environment variable ${name}, which is not set.`,
    `Start Pitwall with ${name} set, or choose another source for the password.`,
  )
}

function missing(message: string, hint: string): Failure {
  return new Failure('AUTHENTICATION', message, { hint })
}
