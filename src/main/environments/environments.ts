import type { DatabaseSync } from 'node:sqlite'
import { homedir } from 'node:os'
import type { Address, Diagnosis, Discovery, SecretInput } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { cannotTry, diagnose } from './diagnosis/diagnose.ts'
import { createDiscovery } from './discovery/discovery.ts'
import type { Keychain } from './store/keychain.ts'
import { createEnvironmentStore, type EnvironmentStore } from './store/environments.ts'
import { createRows } from './store/rows.ts'
import { createSecrets } from './store/secrets.ts'
import type { ResolvedTarget } from './target.ts'

export interface EnvironmentsOptions {
  database: DatabaseSync
  /** Where passwords are saved; without it they are kept in memory for this run. */
  keychain?: Keychain | undefined
  /** Of the process; `process.env` unless told. */
  variables?: NodeJS.ProcessEnv
  /** The user's home folder, for ~/.pgpass and ~/.pg_service.conf. */
  homeDirectory?: string
}

export interface Environments extends Omit<EnvironmentStore, 'resolve' | 'passwordOf'> {
  resolve(targetId: string): Promise<ResolvedTarget>
  /**
   * Tries to connect step by step. A connection that fails is an answer, not an error.
   *
   * @throws Failure CANCELLED when the signal fires
   */
  test(
    input: { address: Address; secret: SecretInput },
    options: { connectTimeoutMs: Milliseconds; signal?: AbortSignal | undefined },
  ): Promise<Diagnosis>
  /** Targets named in a pasted text, in any format that is known. */
  readText(text: string): Promise<Discovery>
  /** Targets named in the known files of a project's folder (not of folders in it). */
  readFolder(folder: string): Promise<Discovery>
  /** Targets named by the process's variables, the user's password file and service file. */
  readMachine(): Promise<Discovery>
}

export function createEnvironments(options: EnvironmentsOptions): Environments {
  const variables = options.variables ?? process.env
  const homeDirectory = options.homeDirectory ?? homedir()
  const discovery = createDiscovery(variables, homeDirectory)
  const { resolve, passwordOf, ...store } = createEnvironmentStore({
    rows: createRows(options.database),
    secrets: createSecrets(options.keychain, variables),
    variables,
    candidatePassword: discovery.passwordOf,
  })
  return {
    ...store,
    resolve: async (targetId) => resolve(targetId),
    test: async ({ address, secret }, { connectTimeoutMs, signal }) => {
      let password: string | undefined
      try {
        password = passwordOf(secret)
      } catch (error) {
        // A variable that is not set, a key store that is locked: what the test was asked for.
        if (error instanceof Failure && error.code === 'AUTHENTICATION')
          return cannotTry('authenticate', error)
        throw error
      }
      return await diagnose(address, password, { connectTimeoutMs, signal })
    },
    readText: discovery.readText,
    readFolder: discovery.readFolder,
    readMachine: discovery.readMachine,
  }
}
