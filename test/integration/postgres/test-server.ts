import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { targetFromUrl } from '#main/environments/index.ts'
import { startEmbeddedPostgres } from '#main/demo/embedded-postgres.ts'
import { explainStatement, requirePostgres } from '#main/postgres/index.ts'
import type { Guard } from '#shared/contract/environments.ts'
import type { Plan } from '#shared/contract/plan.ts'
import type { ExplainEvent, ExplainInput } from '#shared/contract/postgres.ts'
import { startServer } from '../../fixtures/plans/servers.ts'

/** Where Debian and Ubuntu install it. */
const debianPostgres15 = '/usr/lib/postgresql/15/bin'

/** The versions that can be started here. 18 always; 15 stands for the servers without GENERIC_PLAN. */
export const versions: (15 | 18)[] = existsSync(debianPostgres15) ? [18, 15] : [18]

export const timeouts = { connectTimeoutMs: 5000, statementTimeoutMs: 60_000, lockTimeoutMs: 2000 }

type Target = ReturnType<typeof requirePostgres>

export interface TestServer {
  url: string
  /** The server as a target of an environment named `staging`. */
  target: (guard?: Guard, user?: string) => Target
  /** For looking at it from beside. */
  admin: Client
  /** Of the postmaster, where it is known. */
  pid: number
  stop: () => Promise<void>
}

/** A fresh server with the tables below. */
export async function startTestServer(
  version: 15 | 18,
  settings: Record<string, string> = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-postgres-'))
  const server = await start(version, folder, { fsync: 'off', ...settings })
  const { url } = server
  const admin = new Client(url)
  admin.on('error', () => {})
  await admin.connect()
  await admin.query(schema)
  return {
    url,
    target: (guard = 'open', user) => {
      const target = requirePostgres(targetFromUrl(url))
      return {
        ...target,
        address: { ...target.address, ...(user === undefined ? {} : { user }) },
        environment: { name: 'staging', guard },
      }
    },
    admin,
    pid: server.pid,
    async stop() {
      await admin.end().catch(() => {})
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function start(
  version: 15 | 18,
  folder: string,
  settings: Record<string, string>,
): Promise<{ url: string; pid: number; stop: () => Promise<void> }> {
  if (version === 15) return { ...(await startServer(debianPostgres15, folder, settings)), pid: 0 }
  const server = await startEmbeddedPostgres({ folder: join(folder, 'data'), settings })
  return { ...server, url: `${server.url}postgres` }
}

const schema = `
  CREATE TABLE account (
    id serial PRIMARY KEY, big int8 NOT NULL, name text, opened date, tags int[], amount numeric(12, 2));
  INSERT INTO account (big, name, opened, tags, amount)
    SELECT 9007199254740993 + n, 'name ' || n, date '2024-01-01' + n % 365, ARRAY[n % 7, n % 11], n
    FROM generate_series(1, 1000) n;
  CREATE TABLE event (at date NOT NULL, kind text) PARTITION BY RANGE (at);
  CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE secret (word text);
  CREATE VIEW names AS SELECT name FROM account;
  CREATE SEQUENCE tickets;
  CREATE FUNCTION pure(int) RETURNS int STABLE LANGUAGE sql AS 'SELECT $1 + 1';
  CREATE FUNCTION writes(text) RETURNS int VOLATILE LANGUAGE sql AS
    'INSERT INTO secret VALUES ($1) RETURNING 1';
  CREATE VIEW drawing AS SELECT nextval('tickets') AS ticket;
  CREATE VIEW indirect AS SELECT ticket FROM drawing;
  CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER remembers BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION remember();
  CREATE ROLE visitor LOGIN PASSWORD 'pitwall';
  ANALYZE;
`

type Request = Partial<ExplainInput> & { sql: string }

/** All events of an EXPLAIN, its plan the last. */
export function explain(
  target: Target,
  request: Request,
  signal?: AbortSignal,
): AsyncGenerator<ExplainEvent> {
  return explainStatement(target, { analyze: false, ...request }, timeouts, signal)
}

export async function planOf(target: Target, request: Request, signal?: AbortSignal): Promise<Plan> {
  for await (const event of explain(target, request, signal)) if (event.type === 'plan') return event.plan
  throw new Error('No plan came.')
}

/** Server processes of Pitwall's connections, without the one asking. */
export async function pitwallBackends(admin: Client): Promise<{ pid: number; state: string }[]> {
  const { rows } = await admin.query<{ pid: number; state: string }>(
    `SELECT pid, state FROM pg_stat_activity WHERE application_name LIKE 'pitwall%'`,
  )
  return rows
}
