import * as z from 'zod'
import { type Catalogue, catalogueSchema } from '#shared/contract/postgres.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from './postgres-target.ts'
import { type Session, type TextRow, withSession } from './session/session.ts'

/** Completion is of no use when it is late. */
const LONGEST_QUERY: Milliseconds = 5000
/** A size waits for a table that is being rebuilt; the estimate does instead. */
const LONGEST_LOCK: Milliseconds = 250
const MOST_RELATIONS = 2000
const MOST_FUNCTIONS = 5000

/**
 * Tables, columns and functions for completion: the largest 2,000 relations that are not the
 * system's own. `bytes` is the table with its TOAST, without indexes. Reads the catalogue alone, so it
 * works for a role without any right to the tables. Throws a Failure as every session does.
 */
export async function readCatalogue(
  target: PostgresTarget,
  settings: Timeouts,
  signal?: AbortSignal,
): Promise<Catalogue> {
  const timeouts = {
    connectTimeoutMs: settings.connectTimeoutMs,
    statementTimeoutMs: Math.min(settings.statementTimeoutMs, LONGEST_QUERY),
    lockTimeoutMs: Math.min(settings.lockTimeoutMs, LONGEST_LOCK),
  }
  return await withSession(target, timeouts, signal, async (session) => {
    const relations = await readRelations(session)
    const [row] = await session.run(namesQuery)
    return catalogueSchema.parse({
      serverVersion: session.serverVersion,
      searchPath: textList.parse(row?.[0]),
      relations,
      functions: textList.parse(row?.[1]),
    })
  })
}

const textList = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()))

async function readRelations(session: Session): Promise<unknown[]> {
  const rows = await withExactSizes(session)
  return rows.map(([schema, name, kind, rows, bytes, columns]) => ({
    schema,
    name,
    kind,
    rows: Number(rows),
    bytes: Number(bytes),
    columns: JSON.parse(columns ?? '[]') as unknown,
  }))
}

async function withExactSizes(session: Session): Promise<TextRow[]> {
  try {
    return await session.run(relationsQuery('pg_catalog.pg_table_size(c.oid)'))
  } catch (error) {
    const isWaiting = error instanceof Failure && error.code === 'TIMEOUT'
    if (!isWaiting) throw error
    await session.restart('READ ONLY')
    return await session.run(relationsQuery(estimatedBytes))
  }
}

/** What VACUUM or ANALYZE saw last; needs no lock. */
const estimatedBytes = `c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint`

function relationsQuery(bytes: string): string {
  return `
    WITH largest AS MATERIALIZED (
      SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
      ORDER BY c.relpages DESC, n.nspname, c.relname
      LIMIT ${MOST_RELATIONS}
    )
    SELECT c.nspname, c.relname,
      CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
        WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END,
      -- Before Postgres 14, never analysed was 0 rows in 0 pages.
      CASE WHEN c.relkind = 'v' THEN -1
        WHEN c.reltuples = 0 AND c.relpages = 0 AND pg_catalog.current_setting('server_version_num')::int < 140000 THEN -1
        ELSE c.reltuples::bigint END,
      CASE WHEN c.relkind IN ('r', 'm') THEN ${bytes} ELSE 0 END,
      (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
          'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull)
          ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
    FROM largest c
    ORDER BY c.relpages DESC, c.nspname, c.relname`
}

/** Functions that can be written as they are: not those that only the server or a trigger calls. */
const namesQuery = `
  SELECT pg_catalog.to_json(pg_catalog.current_schemas(false)),
    pg_catalog.to_json(ARRAY(
      SELECT DISTINCT p.proname::text
      FROM pg_catalog.pg_proc p
      WHERE p.prokind IN ('f', 'a', 'w')
        AND pg_catalog.pg_function_is_visible(p.oid)
        AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype, 'cstring'::regtype)
        AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype::oid, 'cstring'::regtype::oid]
        AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
      ORDER BY 1 LIMIT ${MOST_FUNCTIONS}))`
