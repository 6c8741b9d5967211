import type { Command } from 'commander'
import { Failure } from '#shared/failure.ts'
import { targetFromUrl } from '../environments/index.ts'
import { requirePostgres } from '../postgres/index.ts'

/** What {@link pgOption} adds to a command's options. */
export interface PgOptions {
  pg?: string
}

/** As the workbench's settings have them until they are changed. */
export const defaultTimeouts = { connectTimeoutMs: 10_000, statementTimeoutMs: 60_000, lockTimeoutMs: 2000 }

/** Adds `--pg URL` to a command that works on a Postgres server. */
export function pgOption(command: Command): Command {
  return command.option(
    '--pg <url>',
    'the server, postgresql://user@host:port/database; $DATABASE_URL without it',
  )
}

/**
 * The server of `--pg`, else of the variable DATABASE_URL.
 *
 * @throws Failure BAD_INPUT where neither is given, or where it is no Postgres URL
 */
export function targetOfPgOption(options: PgOptions): ReturnType<typeof requirePostgres> {
  const url = options.pg ?? process.env['DATABASE_URL']
  if (url === undefined || url === '') {
    throw new Failure('BAD_INPUT', 'Say which server: --pg URL, or the variable DATABASE_URL.', {
      hint: 'A URL looks like postgresql://user@host:5432/database; the password may come from PGPASSWORD or ~/.pgpass.',
    })
  }
  return requirePostgres(targetFromUrl(url))
}
