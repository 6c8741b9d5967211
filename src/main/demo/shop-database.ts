import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { throwIfCancelled } from '#shared/failure.ts'
import { resourcePath } from '../resources.ts'

/** Raised whenever the SQL under resources/demo/postgres changes: an older shop is made anew. */
const SEED_VERSION = '1'
const FILES = ['1-schema.sql', '2-data.sql', '3-problems.sql']

export const SHOP_DATABASE = 'shop'

/** A statement of the seed, for progress. */
export interface SeedStep {
  done: number
  total: number
}

/**
 * Makes the shop's database where it is missing, half made or of an older seed. A finished shop is
 * left as it is, with whatever was done to it since.
 */
export async function ensureShop(
  serverUrl: string,
  onStep: (step: SeedStep) => void,
  signal: AbortSignal,
): Promise<void> {
  await withClient(`${serverUrl}postgres`, async (client) => {
    const { rows } = await client.query<{ comment: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
      [SHOP_DATABASE],
    )
    if (rows[0]?.comment === `seed ${SEED_VERSION}`) return
    await client.query(`DROP DATABASE IF EXISTS ${SHOP_DATABASE} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${SHOP_DATABASE}`)
    await withClient(`${serverUrl}${SHOP_DATABASE}`, async (shop) => await seed(shop, onStep, signal))
    // The mark comes last, so that a seed that was interrupted is made again.
    await client.query(`COMMENT ON DATABASE ${SHOP_DATABASE} IS 'seed ${SEED_VERSION}'`)
  })
}

async function seed(client: pg.Client, onStep: (step: SeedStep) => void, signal: AbortSignal): Promise<void> {
  const texts = await Promise.all(
    FILES.map(async (file) => await readFile(resourcePath('demo', 'postgres', file), 'utf8')),
  )
  // Our own files: every statement of them ends with a semicolon at the end of a line.
  const statements = texts.flatMap((text) => text.split(/;\n/)).filter((statement) => statement.trim() !== '')
  for (const [index, statement] of statements.entries()) {
    throwIfCancelled(signal)
    onStep({ done: index, total: statements.length })
    await client.query(statement)
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'pitwall demo' })
  // A server stopped in the middle is told by the query that fails, not by an event without a listener.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
