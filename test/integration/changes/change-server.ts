import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createLedger, type Ledger } from '#main/changes/index.ts'
import { applyChange, settleChanges, undoChange } from '#main/postgres/changes/index.ts'
import { openStorage } from '#main/storage/index.ts'
import type { ApplyInput, Change, ChangeEvent } from '#shared/contract/changes.ts'
import { startTestServer, type TestServer, timeouts } from '../postgres/test-server.ts'

type Target = ReturnType<TestServer['target']>

export interface Workshop extends TestServer {
  ledger: Ledger
  /** The user-data folder with the ledger. */
  home: string
  apply: (sql: string, more?: Partial<ApplyInput> & Options) => Promise<Change>
  undo: (id: string, more?: Options & { confirmation?: string }) => Promise<Change>
  settle: () => Promise<Change[]>
  /** Another session, for standing in the way; ended with the server. */
  session: () => Promise<Client>
  one: (sql: string) => Promise<unknown>
}

interface Options {
  target?: Target
  signal?: AbortSignal
  onEvent?: (event: Extract<ChangeEvent, { type: 'progress' }>) => void
}

/** A server and a ledger. */
export async function startWorkshop(
  version: 15 | 18,
  settings: Record<string, string> = {},
): Promise<Workshop> {
  const server = await startTestServer(version, settings)
  await server.admin.query(`
    CREATE TABLE orders (id serial PRIMARY KEY, status text, total int, code int);
    INSERT INTO orders (status, total, code)
      SELECT 'status ' || n % 10, n, n % 1000 FROM generate_series(1, 20000) n;
    ANALYZE orders;
  `)
  const home = await mkdtemp(join(tmpdir(), 'pitwall-ledger-'))
  const storage = openStorage(home)
  const ledger = createLedger({ database: storage.database, who: 'tester' })
  const sessions: Client[] = []
  return {
    ...server,
    ledger,
    home,
    apply: async (sql, { target = server.target(), signal, onEvent, ...input } = {}) =>
      await last(applyChange(ledger, target, { sql, ...input }, timeouts, signal), onEvent),
    undo: async (id, { target = server.target(), signal, onEvent, confirmation } = {}) =>
      await last(
        undoChange(ledger, id, async () => target, confirmation, timeouts, signal),
        onEvent,
      ),
    settle: async () => await settleChanges(ledger, server.target(), timeouts, undefined),
    session: async () => {
      const client = new Client(server.url)
      client.on('error', () => {})
      await client.connect()
      sessions.push(client)
      return client
    },
    one: async (sql) => {
      const { rows } = await server.admin.query<unknown[]>({ text: sql, rowMode: 'array' })
      return rows[0]?.[0]
    },
    async stop() {
      ledger.close()
      for (const client of sessions) await client.end().catch(() => {})
      await server.stop()
      storage.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function last(events: AsyncIterable<ChangeEvent>, onEvent: Options['onEvent']): Promise<Change> {
  for await (const event of events) {
    if (event.type === 'change') return event.change
    onEvent?.(event)
  }
  throw new Error('No change came.')
}

/** Indexes of a table: name, and whether it is valid. */
export async function indexes(admin: Client, table: string): Promise<{ name: string; valid: boolean }[]> {
  const { rows } = await admin.query<{ name: string; valid: boolean }>(
    `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = $1::regclass ORDER BY 1`,
    [table],
  )
  return rows
}
