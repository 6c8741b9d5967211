import { Failure } from '#shared/failure.ts'
import type { Session, TextRow } from '../session/session.ts'
import { assembleSchema, type SchemaRows } from './assemble.ts'
import * as queries from './queries.ts'
import type { MissingPart, Schema } from './schema.ts'

export interface ReadSchemaOptions {
  /** Only tables of these names, whatever their schema, and the partitions below them. */
  tables?: readonly string[]
}

/** What waits for a table that is being rebuilt is done without soon. Milliseconds. */
const shortLocks = '; SET LOCAL lock_timeout = 250'

/** Values per column: of a whole database a few, for there may be 100,000 columns; of named tables all. */
const fewValues = { common: 10, bounds: 10 }
const allValues = { common: 10_000, bounds: 10_000 }

/**
 * Reads the database that the session is connected to, in a handful of catalogue queries; nothing is
 * locked and nothing changed. Works for a role without any right: what it may not see is absent, and
 * `missing` says what and why. Throws a Failure as every session does.
 */
export async function readSchema(session: Session, options: ReadSchemaOptions = {}): Promise<Schema> {
  const limit = options.tables === undefined ? null : await oidsOf(session, options.tables)
  const missing: MissingPart[] = []
  const ask = async (sql: string): Promise<TextRow[]> => await session.run(sql, [limit])
  const [server] = await session.run(queries.server)
  const indexes = await readIndexes(session, limit, missing)
  const rows: SchemaRows = {
    server: server ?? [],
    replicas: await optional(session, queries.replicas, [], 'replicas', missing),
    tables: await ask(queries.tables),
    writeCounters: await optional(session, queries.writeCounters, [limit], 'write counters', missing),
    columns: await ask(queries.columns),
    types: await ask(queries.types),
    collations: await session.run(queries.collations),
    statistics: await optional(
      session,
      queries.statistics(limit === null ? fewValues : allValues),
      [limit],
      'column statistics',
      missing,
    ),
    indexes: indexes.rows,
    lockedTables: indexes.locked,
    indexSizes: await sizes(session, limit, missing),
    foreignKeys: await ask(queries.foreignKeys),
    functions: await session.run(queries.functions),
  }
  return assembleSchema(rows, {
    versionNumber: session.versionNumber,
    serverVersion: session.serverVersion,
    isShortened: limit === null,
    missing,
  })
}

async function oidsOf(session: Session, names: readonly string[]): Promise<string> {
  const [row] = await session.run(queries.namedTables, [JSON.stringify(names)])
  return row?.[0] ?? '[]'
}

/** A managed server may hide a view from its users: then the part is missing, and why is said. */
async function optional(
  session: Session,
  sql: string,
  values: (string | null)[],
  part: MissingPart['part'],
  missing: MissingPart[],
): Promise<TextRow[] | undefined> {
  return await undone(
    session,
    '',
    async () => await session.run(sql, values),
    (reason) => {
      missing.push({ part, reason })
    },
  )
}

/** Also says which tables had to be left out. */
async function readIndexes(
  session: Session,
  limit: string | null,
  missing: MissingPart[],
): Promise<{ rows: TextRow[]; locked: string | null }> {
  const asked = async (locked: string): Promise<TextRow[]> =>
    await session.run(queries.indexes(session.versionNumber), [limit, locked])
  const reasons: string[] = []
  const all = await undone(
    session,
    shortLocks,
    async () => await asked('[]'),
    (reason) => reasons.push(reason),
  )
  if (all) return { rows: all, locked: null }
  const [row] = await session.run(queries.lockedTables)
  const locked = row?.[0] ?? '[]'
  missing.push({
    part: 'indexes',
    reason: `Indexes of tables that are locked just now could not be read. ${reasons.join(' ')}`,
  })
  return { rows: await asked(locked), locked }
}

async function sizes(
  session: Session,
  limit: string | null,
  missing: MissingPart[],
): Promise<TextRow[] | undefined> {
  return await undone(
    session,
    shortLocks,
    async () => await session.run(queries.indexSizes, [limit]),
    (reason) => {
      missing.push({ part: 'index sizes', reason: `The sizes of indexes are estimates. ${reason}` })
    },
  )
}

/** Asks behind a savepoint, to which it goes back in any case: with it go the settings that `also` makes. */
async function undone(
  session: Session,
  also: string,
  ask: () => Promise<TextRow[]>,
  refused: (reason: string) => unknown,
): Promise<TextRow[] | undefined> {
  await session.runSimple(`SAVEPOINT schema_part${also}`)
  let rows: TextRow[] | undefined
  try {
    rows = await ask()
  } catch (error) {
    const wasAnswered = error instanceof Failure && 'sqlState' in error.facts
    if (!wasAnswered) throw error
    refused(error.message)
  }
  await session.runSimple('ROLLBACK TO SAVEPOINT schema_part; RELEASE SAVEPOINT schema_part')
  return rows
}
