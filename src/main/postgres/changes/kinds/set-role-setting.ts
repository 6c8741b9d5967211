import * as z from 'zod'
import type { Facts, Undo } from '#main/changes/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { type ChangeKind, defineKind, undoneWhenDifferent } from '../kind.ts'
import type { SetDatabaseSetting, SetRoleSetting } from '../known-change.ts'
import { nameOf } from '../relations.ts'
import { readSetting, settingName, settingValue } from '../settings.ts'

const beforeSchema = z.object({ former: z.string().nullable() })
type Before = z.infer<typeof beforeSchema>

/** ALTER ROLE … [IN DATABASE …] SET and RESET of one setting. */
export const setRoleSetting = defineKind<SetRoleSetting, Before>({
  kinds: ['set-role-setting'],
  form: 'ALTER ROLE … SET or RESET of one setting',
  read(statement, text) {
    if (!('AlterRoleSetStmt' in statement)) return undefined
    const { role, database, setstmt } = statement.AlterRoleSetStmt
    if (role?.roletype !== 'ROLESPEC_CSTRING' || role.rolename === undefined) {
      throw new Failure('BAD_INPUT', 'Name the role whose setting it is.', {
        hint: 'ALTER ROLE name SET …; for all roles of a database there is ALTER DATABASE name SET ….',
      })
    }
    const { setting, reset } = readSetting(setstmt)
    const place = database === undefined ? '' : ` in ${nameOf({ name: database })}`
    return {
      kind: 'set-role-setting',
      title: `${reset ? 'Reset' : 'Set'} ${setting} for the role ${nameOf({ name: role.rolename })}${place}`,
      sql: text.sql,
      notes: [],
      role: role.rolename,
      database,
      setting,
      reset,
    }
  },
  ...storedSetting(({ role, database }: SetRoleSetting) => ({ role, database })),
})

/** ALTER DATABASE … SET and RESET of one setting. */
export const setDatabaseSetting = defineKind<SetDatabaseSetting, Before>({
  kinds: ['set-database-setting'],
  form: 'ALTER DATABASE … SET or RESET of one setting',
  read(statement, text) {
    if (!('AlterDatabaseSetStmt' in statement)) return undefined
    const { dbname, setstmt } = statement.AlterDatabaseSetStmt
    const { setting, reset } = readSetting(setstmt)
    const database = dbname ?? ''
    return {
      kind: 'set-database-setting',
      title: `${reset ? 'Reset' : 'Set'} ${setting} for the database ${nameOf({ name: database })}`,
      sql: text.sql,
      notes: [],
      database,
      setting,
      reset,
    }
  },
  ...storedSetting(({ database }: SetDatabaseSetting) => ({ role: undefined, database })),
})

/** Whose setting it is: a role's, a database's, or a role's in one database. */
const ownerSchema = z.object({ role: z.string().optional(), database: z.string().optional() })
type Owner = z.infer<typeof ownerSchema>

const madeSchema = ownerSchema.extend({ setting: z.string(), value: z.string().nullable() })

/** What both kinds share: all of it stands in pg_db_role_setting. */
function storedSetting<K extends SetRoleSetting | SetDatabaseSetting>(
  ownerOf: (change: K) => { role: string | undefined; database: string | undefined },
): Pick<ChangeKind<K, Before>, 'waitsForLocks' | 'before' | 'plan' | 'look' | 'differs' | 'lookUndo'> {
  return {
    waitsForLocks: false,
    before: beforeSchema,
    async plan(session, change) {
      const owner = ownerOf(change)
      await requireOwner(session, owner)
      const former = await storedValue(session, owner, change.setting)
      return {
        statements: [change.sql],
        undo: undoOf(owner, change.setting, former),
        warnings: [...change.notes, 'It is in effect for sessions that begin from now on.'],
        before: { former },
      }
    },
    async look(session, change, before, ending) {
      const owner = ownerOf(change)
      const value = await storedValue(session, owner, change.setting)
      if (ending.how !== 'succeeded' && value === before.former) return { state: 'nothing' }
      const made: Facts = { setting: change.setting, value }
      if (owner.role !== undefined) made['role'] = owner.role
      if (owner.database !== undefined) made['database'] = owner.database
      return {
        state: 'done',
        message: 'In effect for sessions that begin from now on.',
        undo: undoOf(owner, change.setting, before.former),
        made,
      }
    },
    differs,
    lookUndo: undoneWhenDifferent(differs),
  }
}

async function differs(session: Session, made: unknown): Promise<string | undefined> {
  const { setting, value, ...owner } = madeSchema.parse(made)
  const now = await storedValue(session, owner, setting)
  if (now === value) return undefined
  return `${setting} was changed since: it is ${now === null ? 'no longer set' : `'${now}' now`}.`
}

function undoOf(owner: Partial<Owner>, setting: string, former: string | null): Undo {
  const name = settingName(setting)
  const back = former === null ? `RESET ${name}` : `SET ${name} = ${settingValue(setting, former)}`
  return { sql: [`${alter(owner)} ${back}`] }
}

function alter({ role, database }: { role?: string | undefined; database?: string | undefined }): string {
  if (role === undefined) return `ALTER DATABASE ${nameOf({ name: database ?? '' })}`
  const place = database === undefined ? '' : ` IN DATABASE ${nameOf({ name: database })}`
  return `ALTER ROLE ${nameOf({ name: role })}${place}`
}

interface OwnerNames {
  role?: string | undefined
  database?: string | undefined
}

async function requireOwner(session: Session, { role, database }: OwnerNames): Promise<void> {
  const [row] = await session.run(
    `SELECT $1::text IS NULL OR EXISTS (SELECT FROM pg_roles WHERE rolname = $1),
      $2::text IS NULL OR EXISTS (SELECT FROM pg_database WHERE datname = $2)`,
    [role ?? null, database ?? null],
  )
  if (row?.[0] !== 't') throw missing('role', role)
  if (row[1] !== 't') throw missing('database', database)
}

function missing(what: string, name: string | undefined): Failure {
  return new Failure('NOT_FOUND', `There is no ${what} named ${name ?? ''} on this server.`, {
    hint: 'Check its name; one written without quotes is taken in lower case.',
  })
}

async function storedValue(
  session: Session,
  { role, database }: OwnerNames,
  setting: string,
): Promise<string | null> {
  const [row] = await session.run(
    `SELECT substr(entry, strpos(entry, '=') + 1) FROM pg_db_role_setting, unnest(setconfig) entry
      WHERE setrole = coalesce((SELECT oid FROM pg_roles WHERE rolname = $1), 0)
        AND setdatabase = coalesce((SELECT oid FROM pg_database WHERE datname = $2), 0)
        AND lower(split_part(entry, '=', 1)) = lower($3)`,
    [role ?? null, database ?? null, setting],
  )
  return row?.[0] ?? null
}
