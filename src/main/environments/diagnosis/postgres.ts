import type { Client } from 'pg'
import type { PostgresAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from '../clients/deadline.ts'
import { openPostgres } from '../clients/postgres.ts'
import { failureFromPostgres, placeOfPostgres } from '../clients/postgres-failure.ts'
import { nobody } from '../clients/stages.ts'
import type { ResolvedTarget } from '../target.ts'
import { namingStrangers, type Attempt, type Outcome } from './attempt.ts'
import { mistakenFor } from './probe.ts'

const applicationName = 'pitwall connection test'

export async function diagnosePostgres(
  address: PostgresAddress,
  password: string | undefined,
  attempt: Attempt,
): Promise<Outcome> {
  const { deadline, stages } = attempt
  const place = placeOfPostgres(address)
  const target: ResolvedTarget<PostgresAddress> = {
    id: undefined,
    name: `PostgreSQL on ${address.host}`,
    address,
    password,
    environment: { name: 'test', guard: 'read-only' },
  }
  const client = await namingStrangers(
    attempt,
    place,
    ['tls', 'authenticate'],
    (speaker) =>
      speaker === 'PostgreSQL'
        ? undefined
        : new Failure('UNSUPPORTED', mistakenFor(place, speaker), { hint: 'Check the port.' }),
    async () => {
      try {
        return await openPostgres(target, applicationName, deadline, stages)
      } catch (error) {
        throw await withDatabases(error, target, deadline)
      }
    },
  )
  try {
    const server = await stages.run(
      'version',
      async () =>
        await deadline.race(readServer(client)).catch((error: unknown) => {
          throw failureFromPostgres(error, target, deadline.timeoutMs)
        }),
      (found) =>
        found.isPooled
          ? { warning: `PostgreSQL ${found.version}, through a connection pooler.` }
          : `PostgreSQL ${found.version}.`,
    )
    return {
      message: `Connected to PostgreSQL ${server.version} as ${address.user}; the database ${address.database} is open.`,
      serverVersion: server.version,
      ...(server.isPooled
        ? {
            hint: 'A connection pooler such as PgBouncer stands in between. In its transaction mode settings and cancelling do not reach the right session: for plans and changes use the server’s own port.',
          }
        : {}),
    }
  } finally {
    await end(client, deadline)
  }
}

interface Server {
  version: string
  isPooled: boolean
}

/** Pitwall reads plans of Postgres 12 to 18; an older server lacks options that EXPLAIN is run with. */
const oldestVersion = 12

async function readServer(client: Client): Promise<Server> {
  const { rows } = await client.query<{ number: string; version: string; pid: number }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version, pg_backend_pid() AS pid`,
  )
  const [row] = rows
  const version = row?.version.split(' ')[0] ?? ''
  if (Number(row?.number) < oldestVersion * 10_000) {
    throw new Failure(
      'UNSUPPORTED',
      `The server is PostgreSQL ${version}; Pitwall works with ${oldestVersion} and later.`,
      { hint: 'Plans pasted from it can still be read; to connect, upgrade the server.' },
    )
  }
  // A pooler hands out process ids of its own, so that it can route cancel requests. `pg` keeps the
  // one from the login in a property that its types leave out.
  const { processID } = client as Client & { processID?: number | null }
  return { version, isPooled: row !== undefined && row.pid !== processID }
}

/** Where the database is missing, the hint names those that are there. */
async function withDatabases(
  error: unknown,
  target: ResolvedTarget<PostgresAddress>,
  deadline: Deadline,
): Promise<unknown> {
  if (!(error instanceof Failure) || error.facts['sqlState'] !== '3D000') return error
  for (const database of ['postgres', 'template1']) {
    const names = await databasesSeenFrom(database, target, deadline)
    if (names === undefined) continue
    const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? '…' : '')
    return new Failure(error.code, error.message, {
      hint: names.length === 0 ? error.hint : `Databases this role can open: ${shown}.`,
      facts: error.facts,
      cause: error,
    })
  }
  return error
}

async function databasesSeenFrom(
  database: string,
  target: ResolvedTarget<PostgresAddress>,
  deadline: Deadline,
): Promise<string[] | undefined> {
  let client: Client | undefined
  try {
    const address = { ...target.address, database }
    client = await openPostgres({ ...target, address }, applicationName, deadline, nobody)
    const { rows } = await deadline.race(
      client.query<{ datname: string }>(
        `SELECT datname FROM pg_database
         WHERE datallowconn AND NOT datistemplate AND has_database_privilege(datname, 'CONNECT')
         ORDER BY datname LIMIT 11`,
      ),
    )
    return rows.map((row) => row.datname)
  } catch {
    // The list is an extra: the failure it would explain is told without it.
    return undefined
  } finally {
    if (client !== undefined) await end(client, deadline)
  }
}

/** Says goodbye, or hangs up when the server does not answer in time. */
async function end(client: Client, deadline: Deadline): Promise<void> {
  try {
    await deadline.race(client.end())
  } catch {
    client.connection.stream.destroy()
  }
}
