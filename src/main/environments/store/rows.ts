import { inTransaction } from '#main/storage/index.ts'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { addressSchema, guardSchema, type Address, type Guard } from '#shared/contract/environments.ts'
import type { StoredSecret } from './secrets.ts'

export interface EnvironmentRow {
  id: string
  name: string
  guard: Guard
  origin: 'user' | 'demo'
}

export interface TargetRow {
  id: string
  environmentId: string
  name: string
  address: Address
  secret: StoredSecret
}

/** The two tables, in and out. Knows no rules: those are in `environments.ts`. */
export interface Rows {
  environments(): EnvironmentRow[]
  environment(id: string): EnvironmentRow | undefined
  targets(environmentId: string): TargetRow[]
  target(id: string): TargetRow | undefined
  putEnvironment(row: EnvironmentRow): void
  putTarget(row: TargetRow): void
  removeEnvironment(id: string): void
  removeTarget(id: string): void
  /** Everything the work writes happens, or nothing. */
  together<T>(work: () => T): T
}

export function createRows(database: DatabaseSync): Rows {
  const allEnvironments = database.prepare('SELECT * FROM environments ORDER BY position, name')
  const oneEnvironment = database.prepare('SELECT * FROM environments WHERE id = ?')
  const targetsOf = database.prepare('SELECT * FROM targets WHERE environment_id = ? ORDER BY position, name')
  const oneTarget = database.prepare('SELECT * FROM targets WHERE id = ?')
  // A new row goes to the end; one that is there keeps its place.
  const putEnvironment = database.prepare(`
    INSERT INTO environments (id, name, guard, origin, position)
    VALUES (?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM environments))
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, guard = excluded.guard`)
  const putTarget = database.prepare(`
    INSERT INTO targets (id, environment_id, name, address, secret_kind, secret_variable, secret_blob, position)
    VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM targets))
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address,
      secret_kind = excluded.secret_kind, secret_variable = excluded.secret_variable,
      secret_blob = excluded.secret_blob`)
  const removeEnvironment = database.prepare('DELETE FROM environments WHERE id = ?')
  const removeTarget = database.prepare('DELETE FROM targets WHERE id = ?')

  return {
    environments: () => allEnvironments.all().map(environmentOf),
    environment: (id) => optional(oneEnvironment.get(id), environmentOf),
    targets: (environmentId) => targetsOf.all(environmentId).flatMap((row) => targetOf(row) ?? []),
    target: (id) => optional(oneTarget.get(id), targetOf),
    putEnvironment: ({ id, name, guard, origin }) => {
      putEnvironment.run(id, name, guard, origin)
    },
    putTarget: ({ id, environmentId, name, address, secret }) => {
      putTarget.run(
        id,
        environmentId,
        name,
        JSON.stringify(address),
        secret.kind,
        secret.variable,
        secret.blob,
      )
    },
    removeEnvironment: (id) => {
      removeEnvironment.run(id)
    },
    removeTarget: (id) => {
      removeTarget.run(id)
    },
    together: (work) => inTransaction(database, work),
  }
}

type Row = Record<string, SQLOutputValue>

function optional<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row)
}

function environmentOf(row: Row): EnvironmentRow {
  const guard = guardSchema.safeParse(row['guard'])
  return {
    id: String(row['id']),
    name: String(row['name']),
    // A guard that this version does not know is taken for the strictest.
    guard: guard.success ? guard.data : 'read-only',
    origin: row['origin'] === 'demo' ? 'demo' : 'user',
  }
}

/** A row whose address this version cannot read is left in the file and not shown. */
function targetOf(row: Row): TargetRow | undefined {
  const address = addressSchema.safeParse(parseJson(String(row['address'])))
  if (!address.success) return undefined
  const blob = row['secret_blob']
  return {
    id: String(row['id']),
    environmentId: String(row['environment_id']),
    name: String(row['name']),
    address: address.data,
    secret: {
      kind: secretKind(row['secret_kind']),
      variable: typeof row['secret_variable'] === 'string' ? row['secret_variable'] : null,
      blob: blob instanceof Uint8Array ? blob : null,
    },
  }
}

function secretKind(value: unknown): StoredSecret['kind'] {
  return value === 'saved' || value === 'session' || value === 'variable' ? value : 'none'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
