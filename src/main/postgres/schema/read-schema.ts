import { Failure } from '#shared/failure.ts'
import type { Session, TextRow } from '../session/session.ts'
import { assembleSchema, type SchemaRows } from './assemble.ts'
import { textList } from './cells.ts'
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
  const wanted = options.tables === undefined ? undefined : await oidsOf(session, options.tables)
  const missing: MissingPart[] = []
  const [server] = await session.run(queries.server)
  const indexes = await readIndexes(session, wanted, missing)
  const rows: SchemaRows = {
    server: server ?? [],
    replicas: await optional(session, queries.replicas, 'replicas', missing),
    tables: await session.run(queries.tables(wanted)),
    writeCounters: await optional(session, queries.writeCounters(wanted), 'write counters', missing),
    columns: await session.run(queries.columns(wanted)),
    types: await session.run(queries.types(wanted)),
    collations: await session.run(queries.collations),
    statistics: await optional(
      session,
      queries.statistics(wanted, wanted === undefined ? fewValues : allValues),
      'column statistics',
      missing,
    ),
    indexes: indexes.rows,
    lockedTables: indexes.locked,
    indexSizes: await sizes(session, wanted, missing),
    foreignKeys: await session.run(queries.foreignKeys(wanted)),
    functions: await session.run(queries.functions),
  }
  return assembleSchema(rows, {
    versionNumber: session.versionNumber,
    serverVersion: session.serverVersion,
    isShortened: wanted === undefined,
    missing,
  })
}

async function oidsOf(session: Session, names: readonly string[]): Promise<number[]> {
  const [row] = await session.run(queries.namedTables, [JSON.stringify(names)])
  return textList(row?.[0]).map(Number)
}

/** A managed server may hide a view from its users: then the part is missing, and why is said. */
async function optional(
  session: Session,
  sql: string,
  part: MissingPart['part'],
  missing: MissingPart[],
): Promise<TextRow[] | undefined> {
  return await undone(
    session,
    '',
    async () => await session.run(sql),
    (reason) => {
      missing.push({ part, reason })
    },
  )
}

/** Also says which tables had to be left out. */
async function readIndexes(
  session: Session,
  wanted: queries.Wanted,
  missing: MissingPart[],
): Promise<{ rows: TextRow[]; locked: number[] }> {
  const asked = async (leftOut: readonly number[]): Promise<TextRow[]> =>
    await session.run(queries.indexes(session.versionNumber, wanted, leftOut))
  const reasons: string[] = []
  const all = await undone(
    session,
    shortLocks,
    async () => await asked([]),
    (reason) => reasons.push(reason),
  )
  if (all) return { rows: all, locked: [] }
  const [row] = await session.run(queries.lockedTables)
  const locked = textList(row?.[0]).map(Number)
  missing.push({
    part: 'indexes',
    reason: `Indexes of tables that are locked just now could not be read. ${reasons.join(' ')}`,
  })
  return { rows: await asked(locked), locked }
}

async function sizes(
  session: Session,
  wanted: queries.Wanted,
  missing: MissingPart[],
): Promise<TextRow[] | undefined> {
  return await undone(
    session,
    shortLocks,
    async () => await session.run(queries.indexSizes(wanted)),
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
