import type { Session } from '../../session/session.ts'
import type { SetDatabaseSetting, SetRoleSetting, SetServerSetting } from '../known-change.ts'
import type { Aspects, Look } from './aspects.ts'
import type { ServerFacts } from './server.ts'

const noDisk = { diskBytes: 0, diskNote: 'None.' }

/** ALTER SYSTEM and the reload. */
export const lookAtServerSetting: Look<SetServerSetting> = async (session, { setting }, server) => {
  const [known] = await session.run(
    `SELECT context, source, current_setting(name) FROM pg_catalog.pg_settings WHERE lower(name) = lower($1)`,
    [setting],
  )
  const [context, source, value] = known ?? []
  return {
    ...noDisk,
    ...(await alterSystemRefusal(session, setting, server)),
    locks: [],
    warnings: [
      ...(value === undefined || value === null ? [] : [`${setting} is ${value} now.`]),
      ...(context === 'user' || context === 'superuser'
        ? [
            'Every session on the server gets it that has no value of its own from its role, its database or a SET.',
          ]
        : []),
      ...(source === 'user' || source === 'database' || source === 'database user'
        ? [`For this very role or database ${setting} is set otherwise, and that wins.`]
        : []),
    ],
  }
}

async function alterSystemRefusal(
  session: Session,
  setting: string,
  { isSuperuser, role, versionNumber }: ServerFacts,
): Promise<Partial<Aspects>> {
  if (versionNumber >= 170_000) {
    const [row] = await session.run(`SELECT current_setting('allow_alter_system', true)`)
    if (row?.[0] === 'off') {
      return {
        refusal: {
          message: 'This server does not take ALTER SYSTEM: allow_alter_system is off.',
          hint: 'Its settings are kept by other means: the configuration of its provider, or its files.',
        },
      }
    }
  }
  if (isSuperuser) return {}
  if (versionNumber >= 150_000) {
    const [row] = await session.run(`SELECT has_parameter_privilege($1, 'ALTER SYSTEM')`, [setting])
    if (row?.[0] === 't') return {}
  }
  return {
    refusal: {
      message: `The role ${role} may not change settings of the server.`,
      hint:
        versionNumber >= 150_000
          ? `A superuser can: GRANT ALTER SYSTEM ON PARAMETER ${setting} TO ${role}. Managed servers have their settings in their own console.`
          : 'Only a superuser may. Managed servers have their settings in their own console.',
    },
  }
}

/** ALTER ROLE … SET. */
export const lookAtRoleSetting: Look<SetRoleSetting> = async (session, change, server) => {
  const manages =
    server.versionNumber >= 160_000
      ? `EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = r.oid AND m.admin_option
          AND pg_has_role(m.member, 'USAGE')) AND me.rolcreaterole`
      : 'me.rolcreaterole AND NOT r.rolsuper'
  const [row] = await session.run(
    `SELECT r.rolname = current_user OR me.rolsuper OR (${manages})
      FROM pg_catalog.pg_roles r, pg_catalog.pg_roles me WHERE r.rolname = $1 AND me.rolname = current_user`,
    [change.role],
  )
  return {
    ...noDisk,
    ...(row?.[0] === 'f'
      ? {
          refusal: {
            message: `The role ${server.role} may not change settings of the role ${change.role}.`,
            hint: `Connect as ${change.role} itself, or as a role that may administer it.`,
          },
        }
      : await valueRefusal(session, change.setting, server)),
    ...(await openSessions(session, `usename = $1`, change.role)),
  }
}

/** ALTER DATABASE … SET. */
export const lookAtDatabaseSetting: Look<SetDatabaseSetting> = async (session, change, server) => {
  const [row] = await session.run(
    `SELECT pg_has_role(datdba, 'USAGE'), pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = $1`,
    [change.database],
  )
  return {
    ...noDisk,
    ...(row?.[0] === 'f'
      ? {
          refusal: {
            message: `The role ${server.role} does not own the database ${change.database}.`,
            hint: `Connect as ${row[1]} or as a member of it.`,
          },
        }
      : await valueRefusal(session, change.setting, server)),
    ...(await openSessions(session, `datname = $1`, change.database)),
  }
}

/** Settings that only a superuser, or one to whom SET was granted, may give to anybody. */
async function valueRefusal(
  session: Session,
  setting: string,
  { isSuperuser, role, versionNumber }: ServerFacts,
): Promise<Partial<Aspects>> {
  const granted = versionNumber >= 150_000 ? `has_parameter_privilege(name, 'SET')` : 'false'
  const [row] = await session.run(
    `SELECT context, context IN ('superuser', 'superuser-backend') AND NOT ${granted}
      FROM pg_catalog.pg_settings WHERE lower(name) = lower($1)`,
    [setting],
  )
  const [context, isForbidden] = row ?? []
  if (context === 'postmaster' || context === 'sighup' || context === 'internal') {
    return {
      refusal: {
        message: `${setting} is one for the whole server; a role or a database cannot have its own.`,
        hint: `Use ALTER SYSTEM SET ${setting}.`,
      },
    }
  }
  if (isSuperuser || isForbidden !== 't') return {}
  return {
    refusal: {
      message: `Only a superuser may set ${setting}, and ${role} is none.`,
      hint:
        versionNumber >= 150_000
          ? `GRANT SET ON PARAMETER ${setting} TO ${role} allows it.`
          : 'Connect as a superuser.',
    },
  }
}

async function openSessions(session: Session, condition: string, value: string): Promise<Partial<Aspects>> {
  const [row] = await session.run(
    `SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE ${condition} AND pid <> pg_backend_pid()`,
    [value],
  )
  const open = Number(row?.[0])
  if (open === 0) return {}
  return {
    warnings: [
      `${open === 1 ? 'One open session keeps its' : `${open} open sessions keep their`} former value until connecting again; a pooler keeps connections for long.`,
    ],
  }
}
