import type { CreateExtension, ResetStatements, SignalBackend } from '../known-change.ts'
import type { Look } from './aspects.ts'

const noDisk = { diskBytes: 0, diskNote: 'None.' }

/** CREATE EXTENSION: a superuser's, or for a trusted one, since Postgres 13, whoever may create in the database. */
export const lookAtExtension: Look<CreateExtension> = async (session, { extension }, server) => {
  const warnings = ['What it creates is there for everybody whom it grants it to.']
  if (server.isSuperuser) return { ...noDisk, diskNote: 'Next to none.', warnings }
  const [row] =
    server.versionNumber >= 130_000
      ? await session.run(
          `SELECT bool_or(v.trusted), has_database_privilege(current_database(), 'CREATE')
            FROM pg_catalog.pg_available_extension_versions v WHERE v.name = $1`,
          [extension],
        )
      : []
  const [isTrusted, mayCreate] = row ?? []
  if (isTrusted === 't' && mayCreate === 't') return { ...noDisk, warnings }
  // Managed servers let chosen roles create chosen extensions, which no catalogue tells.
  return {
    ...noDisk,
    warnings: [
      ...warnings,
      isTrusted === 't'
        ? `The role ${server.role} may not create anything in this database, so the server will probably refuse.`
        : `${extension} is not a trusted extension, so the server refuses it to all but superusers; managed servers make exceptions.`,
    ],
  }
}

/** pg_stat_statements_reset(). */
export const lookAtReset: Look<ResetStatements> = async (session, _change, server) => {
  const [row] = await session.run(
    `SELECT n.nspname IS NOT NULL,
        bool_or(has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE'))
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      LEFT JOIN pg_catalog.pg_proc p ON p.proname = 'pg_stat_statements_reset' AND p.pronamespace = n.oid
      WHERE e.extname = 'pg_stat_statements' GROUP BY n.nspname`,
  )
  const warnings = [
    'The counters of all roles and databases begin again: other tools that read them see the drop, too.',
  ]
  if (!row) {
    return {
      ...noDisk,
      refusal: {
        message: 'pg_stat_statements is not in this database.',
        hint: 'CREATE EXTENSION pg_stat_statements makes it readable here.',
      },
    }
  }
  if (row[1] === 't') return { ...noDisk, warnings }
  return {
    ...noDisk,
    warnings,
    refusal: {
      message: `The role ${server.role} may not reset the statistics of statements.`,
      hint: `A superuser can: GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO ${server.role}.`,
    },
  }
}

/** pg_cancel_backend and pg_terminate_backend. */
export const lookAtSignal: Look<SignalBackend> = async (session, { kind, pid }, server) => {
  const [row] = await session.run(
    `SELECT a.backend_type, a.usename, coalesce(r.rolsuper, false),
        coalesce(pg_has_role(a.usesysid, 'USAGE'), false), pg_has_role('pg_signal_backend', 'USAGE'),
        round(extract(epoch FROM clock_timestamp() - a.xact_start)), a.query LIKE '%to prevent wraparound%'
      FROM pg_catalog.pg_stat_activity a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
      WHERE a.pid = $1::int`,
    [String(pid)],
  )
  if (!row) return noDisk
  const [type, owner, ofSuperuser, isMember, maySignal, seconds, preventsWraparound] = row
  const isClient = type === null || type === 'client backend' || type === 'parallel worker'
  const may =
    server.isSuperuser || (ofSuperuser === 't' ? false : isMember === 't' || (maySignal === 't' && isClient))
  const mayVacuum = type === 'autovacuum worker' && server.isSuperuser
  return {
    ...noDisk,
    warnings: [
      ...(typeof seconds === 'string' && Number(seconds) > 0
        ? [`Its transaction is ${seconds} s old; all that it has done in it is rolled back.`]
        : []),
      ...(kind === 'terminate-backend' && isClient
        ? ['Its client sees the connection break; a pool opens another.']
        : []),
      ...(preventsWraparound === 't'
        ? [
            'It is a vacuum that keeps the server from running out of transaction numbers: it begins again at once.',
          ]
        : []),
      ...(isClient || mayVacuum ? [] : [`It is no client but a process of the server: ${type}.`]),
    ],
    ...(may
      ? {}
      : {
          refusal: {
            message: `The role ${server.role} may not signal a process of ${owner ?? 'the server itself'}.`,
            hint:
              ofSuperuser === 't'
                ? 'Processes of superusers are signalled by superusers only.'
                : 'Membership in pg_signal_backend, or in the role of the process, allows it.',
          },
        }),
  }
}
