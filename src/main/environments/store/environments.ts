import { randomUUID } from 'node:crypto'
import type {
  Address,
  Environment,
  Guard,
  SecretInput,
  Target,
  TargetDraft,
} from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { ResolvedTarget } from '../target.ts'
import type { EnvironmentRow, Rows, TargetRow } from './rows.ts'
import { noSecret, passwordInVariable, type Password, type Secrets, type StoredSecret } from './secrets.ts'

export interface DemoTarget {
  name: string
  address: Address
  password?: string | undefined
}

/** The environments and targets that are kept. Inputs and answers are those of the contract. */
export interface EnvironmentStore {
  list(): Environment[]
  create(input: { name: string; guard: Guard }): Environment
  update(input: { id: string; name?: string | undefined; guard?: Guard | undefined }): Environment
  /** The copy has the same guard, targets and passwords; a copy of the demo belongs to the user. */
  duplicate(input: { id: string; name: string }): Environment
  remove(id: string): void
  createTarget(input: { environmentId: string; target: TargetDraft }): Target
  updateTarget(input: { id: string; target: TargetDraft }): Target
  duplicateTarget(input: { id: string; name: string }): Target
  removeTarget(id: string): void
  /**
   * A target with its password, ready to connect.
   *
   * @throws Failure NOT_FOUND; AUTHENTICATION when its password is not to be had now
   */
  resolve: (targetId: string) => ResolvedTarget
  /**
   * Makes or refreshes the one demo environment: guard `open`, the same ids at every start, so that
   * what refers to them still does. Targets that are not named are removed.
   */
  putDemo(demo: { name: string; targets: DemoTarget[] }): Environment
  removeDemo(): void
  /** The password that a draft means; `undefined` for none. */
  passwordOf: (secret: SecretInput) => string | undefined
}

export interface EnvironmentStoreOptions {
  rows: Rows
  secrets: Secrets
  variables: NodeJS.ProcessEnv
  /** The password that discovery found with a candidate. */
  candidatePassword: (candidateId: string) => Password
}

const demoId = 'demo'

export function createEnvironmentStore(options: EnvironmentStoreOptions): EnvironmentStore {
  const { rows, secrets } = options

  const toTarget = (row: TargetRow): Target => ({
    id: row.id,
    environmentId: row.environmentId,
    name: row.name,
    address: row.address,
    secret: secrets.stateOf(row.id, row.secret),
  })

  const toEnvironment = (row: EnvironmentRow): Environment => ({
    ...row,
    targets: rows.targets(row.id).map(toTarget),
  })

  const environmentRow = (id: string): EnvironmentRow => {
    const row = rows.environment(id)
    if (row === undefined) {
      throw new Failure('NOT_FOUND', 'This environment is not there any more.', {
        hint: 'Another window may have removed it: reload the list.',
      })
    }
    return row
  }

  const targetRow = (id: string): TargetRow => {
    const row = rows.target(id)
    if (row === undefined) {
      throw new Failure('NOT_FOUND', 'This target is not there any more.', {
        hint: 'Another window may have removed it: reload the list.',
      })
    }
    return row
  }

  const checkNameIsFree = (name: string, exceptId?: string): void => {
    if (rows.environments().some((other) => other.id !== exceptId && sameName(other.name, name))) {
      throw new Failure('BAD_INPUT', `There is an environment named ${name} already.`, {
        hint: 'Choose another name: the name is what is typed to confirm a change.',
      })
    }
  }

  const storeSecret = (targetId: string, input: SecretInput): StoredSecret => {
    if (input.kind === 'none') return secrets.store(targetId, input, false)
    if (input.kind === 'variable') return secrets.store(targetId, input, false)
    if (input.kind === 'value') return secrets.store(targetId, input, input.save)
    if (input.kind === 'candidate') {
      return secrets.store(targetId, options.candidatePassword(input.candidateId), input.save)
    }
    const from = targetRow(input.targetId)
    if (from.id !== targetId) {
      secrets.forget(targetId)
      secrets.copy(from.id, targetId)
    }
    return from.secret
  }

  const copyTarget = (from: TargetRow, environmentId: string, name: string): TargetRow => {
    const id = randomUUID()
    secrets.copy(from.id, id)
    const copy = { ...from, id, environmentId, name }
    rows.putTarget(copy)
    return copy
  }

  const create = (input: { name: string; guard: Guard }, origin: 'user' | 'demo' = 'user', id?: string) => {
    const row: EnvironmentRow = { id: id ?? randomUUID(), ...input, origin }
    rows.putEnvironment(row)
    return row
  }

  const passwordOf = (secret: SecretInput): string | undefined => {
    const password = secret.kind === 'candidate' ? options.candidatePassword(secret.candidateId) : secret
    if (password.kind === 'none') return undefined
    if (password.kind === 'value') return password.value
    if (password.kind === 'variable') return passwordInVariable(password.name, options.variables)
    const row = targetRow(password.targetId)
    return secrets.passwordOf(row, row.secret)
  }

  return {
    list: () => rows.environments().map(toEnvironment),
    create: ({ name, guard }) =>
      rows.together(() => {
        checkNameIsFree(name)
        return toEnvironment(create({ name, guard }))
      }),
    update: ({ id, name, guard }) =>
      rows.together(() => {
        const row = editable(environmentRow(id))
        if (name !== undefined) checkNameIsFree(name, id)
        const changed = { ...row, name: name ?? row.name, guard: guard ?? row.guard }
        rows.putEnvironment(changed)
        return toEnvironment(changed)
      }),
    duplicate: ({ id, name }) =>
      rows.together(() => {
        const from = environmentRow(id)
        checkNameIsFree(name)
        const copy = create({ name, guard: from.guard })
        for (const target of rows.targets(id)) copyTarget(target, copy.id, target.name)
        return toEnvironment(copy)
      }),
    remove: (id) =>
      rows.together(() => {
        editable(environmentRow(id))
        for (const target of rows.targets(id)) secrets.forget(target.id)
        rows.removeEnvironment(id)
      }),
    createTarget: ({ environmentId, target }) =>
      rows.together(() => {
        editable(environmentRow(environmentId))
        const id = randomUUID()
        const row = {
          id,
          environmentId,
          name: target.name,
          address: withoutPassword(target.address),
          secret: storeSecret(id, target.secret),
        }
        rows.putTarget(row)
        return toTarget(row)
      }),
    updateTarget: ({ id, target }) =>
      rows.together(() => {
        const row = targetRow(id)
        editable(environmentRow(row.environmentId))
        const changed = {
          ...row,
          name: target.name,
          address: withoutPassword(target.address),
          secret: storeSecret(id, target.secret),
        }
        rows.putTarget(changed)
        return toTarget(changed)
      }),
    duplicateTarget: ({ id, name }) =>
      rows.together(() => {
        const from = targetRow(id)
        editable(environmentRow(from.environmentId))
        return toTarget(copyTarget(from, from.environmentId, name))
      }),
    removeTarget: (id) =>
      rows.together(() => {
        editable(environmentRow(targetRow(id).environmentId))
        secrets.forget(id)
        rows.removeTarget(id)
      }),
    resolve: (targetId) => {
      const row = targetRow(targetId)
      const { name, guard } = environmentRow(row.environmentId)
      return {
        id: row.id,
        name: row.name,
        address: row.address,
        password: secrets.passwordOf(row, row.secret),
        environment: { name, guard },
      }
    },
    putDemo: (demo) =>
      rows.together(() => {
        const taken = rows.environments().filter(({ id }) => id !== demoId)
        const name = freeName(
          demo.name,
          taken.map((row) => row.name),
        )
        const environment = create({ name, guard: 'open' }, 'demo', demoId)
        const ids = new Set<string>()
        for (const { name, address, password } of demo.targets) {
          const id = `${demoId}-${address.kind}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
          ids.add(id)
          const secret =
            password === undefined ? noSecret : secrets.store(id, { kind: 'value', value: password }, false)
          rows.putTarget({ id, environmentId: demoId, name, address, secret })
        }
        for (const { id } of rows.targets(demoId)) if (!ids.has(id)) rows.removeTarget(id)
        return toEnvironment(environment)
      }),
    removeDemo: () => {
      for (const { id } of rows.targets(demoId)) secrets.forget(id)
      rows.removeEnvironment(demoId)
    },
    passwordOf,
  }
}

/** Everything that people do to an environment passes here: the demo's own is not theirs to edit. */
function editable(row: EnvironmentRow): EnvironmentRow {
  if (row.origin !== 'demo') return row
  throw new Failure('REFUSED', 'The demo environment is made and kept by the demo and cannot be edited.', {
    hint: 'Duplicate it: the copy is yours.',
  })
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/** The demo's name gives way to an environment that people named so. */
function freeName(wanted: string, taken: string[]): string {
  let name = wanted
  for (let count = 2; taken.some((other) => sameName(other, name)); count++) name = `${wanted} ${count}`
  return name
}

/**
 * An address is shown and written to a file, so a password must not be part of it.
 *
 * @throws Failure BAD_INPUT
 */
function withoutPassword(address: Address): Address {
  if (address.kind === 'http' && new URL(address.url).password !== '') {
    throw new Failure('BAD_INPUT', 'The URL holds a password, and a URL is not a place to keep one.', {
      hint: 'Leave it out of the URL (https://user@host/) and give it as the target’s password.',
    })
  }
  return address
}
