import { throwIfCancelled } from '#shared/failure.ts'
import type { Session } from '../session/session.ts'
import { contentsOf, type Name, type StatementContents } from './contents.ts'
import { displayName, effectsOfCalls, isKnownFunction, listed, type Warning } from './effects.ts'
import { parseSql } from './parser.ts'

/** What only the catalogue knows of a statement's effects. */
interface UnseenEffects {
  readOnly: boolean
  warnings: Warning[]
}

/** Views in views; a deeper nest than this is not followed. */
const DEEPEST_VIEW = 8
/** A definition longer than this is not read. */
const LONGEST_VIEW = 200_000

/**
 * Looks up what a statement's text cannot tell: which of its functions are volatile, what the views
 * that it reads call, which of the tables it writes to are foreign, have triggers or draw from
 * sequences. Works for every role: the catalogue is open to all.
 *
 * Not found: what operators, casts, domains and row-level policies call, and what a function does that
 * is wrongly declared stable. A READ ONLY transaction holds for those too.
 */
export async function lookUpEffects(
  session: Session,
  contents: StatementContents,
  signal?: AbortSignal,
): Promise<UnseenEffects> {
  const { calls, viewWarnings } = await followViews(session, contents, signal)
  const volatile = await volatileFunctions(session, calls)
  const warnings: Warning[] = []
  const seen = effectsOfCalls(calls.slice(contents.functions.length))
  if (volatile.length > 0) {
    warnings.push({
      title: 'Functions with effects that cannot be seen',
      detail: `${listed(volatile.map((name) => `${name}()`))} ${volatile.length === 1 ? 'is' : 'are'} declared VOLATILE, so Postgres expects effects of ${volatile.length === 1 ? 'it' : 'them'}, and Pitwall cannot see into ${volatile.length === 1 ? 'it' : 'them'}. A function that only reads can be declared STABLE.`,
    })
  }
  warnings.push(...seen.warnings, ...viewWarnings, ...(await effectsOfWrites(session, contents)))
  return { readOnly: volatile.length === 0 && seen.readOnly, warnings }
}

/** The calls of the statement first, then those of the views it reads, and of theirs. */
async function followViews(
  session: Session,
  contents: StatementContents,
  signal: AbortSignal | undefined,
): Promise<{ calls: StatementContents['functions']; viewWarnings: Warning[] }> {
  const calls = [...contents.functions]
  const unread: string[] = []
  const done = new Set<string>()
  let relations = contents.relations
  for (let depth = 0; relations.length > 0 && depth < DEEPEST_VIEW; depth++) {
    const views = await viewDefinitions(session, relations)
    relations = []
    for (const { name, definition } of views) {
      if (done.has(name)) continue
      done.add(name)
      const inner = await readView(definition, signal)
      if (!inner) unread.push(name)
      calls.push(...(inner?.functions ?? []))
      relations.push(...(inner?.relations ?? []))
    }
  }
  const viewWarnings =
    unread.length === 0
      ? []
      : [
          {
            title: 'Views that could not be looked into',
            detail: `The definition of ${listed(unread)} is too long or not understood; what it calls is not known.`,
          },
        ]
  return { calls, viewWarnings }
}

async function readView(
  definition: string,
  signal: AbortSignal | undefined,
): Promise<StatementContents | undefined> {
  if (definition.length > LONGEST_VIEW) return undefined
  try {
    const [first] = (await parseSql(definition, signal)).statements
    return first?.stmt && contentsOf(first.stmt)
  } catch {
    throwIfCancelled(signal)
    return undefined
  }
}

/** As the server resolves a name: qualified, or in the first schema of the search path that has it. */
const named = `unnest($1::text[], $2::text[]) AS wanted (schema, name)`

async function viewDefinitions(
  session: Session,
  relations: Name[],
): Promise<{ name: string; definition: string }[]> {
  const rows = await session.run(
    `SELECT DISTINCT format('%I.%I', n.nspname, c.relname), pg_catalog.pg_get_viewdef(c.oid)
      FROM ${named}
      JOIN pg_catalog.pg_class c ON c.relname = wanted.name
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'v'
        AND CASE WHEN wanted.schema <> '' THEN n.nspname = wanted.schema ELSE pg_catalog.pg_table_is_visible(c.oid) END
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
    asArrays(relations),
  )
  return rows.map(([name, definition]) => ({ name: name ?? '', definition: definition ?? '' }))
}

/**
 * Volatile functions that the statement may mean, by name: which of several with one name it means is
 * not worked out, so any volatile one counts.
 */
async function volatileFunctions(session: Session, calls: Name[]): Promise<string[]> {
  const wanted = calls.filter(({ name }) => !isKnownFunction(name))
  if (wanted.length === 0) return []
  const rows = await session.run(
    `SELECT DISTINCT n.nspname, p.proname,
        n.nspname = 'pg_catalog' OR EXISTS (
          SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
      FROM ${named}
      JOIN pg_catalog.pg_proc p ON p.proname = wanted.name
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.provolatile = 'v' AND p.prokind IN ('f', 'w')
        AND CASE WHEN wanted.schema <> '' THEN n.nspname = wanted.schema
          ELSE n.nspname = ANY (pg_catalog.current_schemas(true)) END`,
    asArrays(wanted),
  )
  return rows
    .filter(([, name, ofServerOrExtension]) => !(ofServerOrExtension === 't' && isHarmless(name ?? '')))
    .map(([schema, name]) =>
      displayName({ ...(schema && schema !== 'public' ? { schema } : {}), name: name ?? '' }),
    )
}

/**
 * Volatile because they answer differently each time, not because they change anything: of pg_catalog
 * and of the extensions uuid-ossp, pgcrypto, pg_stat_statements, pgstattuple, pageinspect and
 * pg_buffercache.
 */
const harmless = new Set([
  'array_sample',
  'array_shuffle',
  'clock_timestamp',
  'current_query',
  'currtid2',
  'currval',
  'gen_random_bytes',
  'gen_random_uuid',
  'gen_salt',
  'lastval',
  'lo_get',
  'loread',
  'lo_open',
  'lo_close',
  'lo_lseek',
  'lo_lseek64',
  'lo_tell',
  'lo_tell64',
  'pg_sleep',
  'pg_sleep_for',
  'pg_sleep_until',
  'pg_stat_statements',
  'pg_stat_statements_info',
  'pg_blocking_pids',
  'pg_safe_snapshot_blocking_pids',
  'pg_database_size',
  'pg_export_snapshot',
  'pg_hba_file_rules',
  'pg_ident_file_mappings',
  'pg_indexes_size',
  'pg_jit_available',
  'pg_lock_status',
  'pg_notification_queue_usage',
  'pg_partition_ancestors',
  'pg_partition_tree',
  'pg_prepared_xact',
  'pg_relation_size',
  'pg_sequence_last_value',
  'pg_show_all_file_settings',
  'pg_show_replication_origin_status',
  'pg_table_size',
  'pg_tablespace_size',
  'pg_total_relation_size',
  'pg_xact_commit_timestamp',
  'pg_xact_commit_timestamp_origin',
  'pg_xact_status',
  'random',
  'random_normal',
  'setseed',
  'timeofday',
  'txid_status',
  'uuidv4',
  'uuidv7',
])
const harmlessBeginnings = [
  'pg_stat_get_',
  'pg_get_',
  'pg_is_',
  'pg_last_',
  'pg_current_',
  'pg_control_',
  'pg_logical_slot_peek_',
  'pgstat',
  'pg_buffercache_',
  'uuid_generate_',
]

function isHarmless(name: string): boolean {
  return harmless.has(name) || harmlessBeginnings.some((beginning) => name.startsWith(beginning))
}

async function effectsOfWrites(session: Session, { writes }: StatementContents): Promise<Warning[]> {
  if (writes.length === 0) return []
  const rows = await session.run(
    `SELECT DISTINCT c.oid::regclass::text, c.relkind = 'f',
        (SELECT string_agg(quote_ident(t.tgname), ', ' ORDER BY t.tgname) FROM pg_catalog.pg_trigger t
          WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D')
      FROM ${named}
      JOIN pg_catalog.pg_class c ON c.relname = wanted.name
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE CASE WHEN wanted.schema <> '' THEN n.nspname = wanted.schema ELSE pg_catalog.pg_table_is_visible(c.oid) END`,
    asArrays(writes.map(({ relation }) => relation)),
  )
  return rows.flatMap(([table, foreign, triggers]) => [
    ...(foreign === 't'
      ? [
          {
            title: `${table} is a foreign table`,
            detail: `Its rows are on another server, and it is up to its foreign data wrapper whether ROLLBACK undoes the change there. postgres_fdw does; many others do not.`,
          },
        ]
      : []),
    ...(triggers === null || triggers === undefined
      ? []
      : [
          {
            title: `Triggers of ${table} run`,
            detail: `${triggers} run with the statement. What they write here is rolled back; what they do outside (other servers, files, sessions) is not.`,
          },
        ]),
  ])
}

/** Two text[] parameters in the server's own notation: schemas ('' where not qualified) and names. */
function asArrays(names: Name[]): [string, string] {
  return [arrayOf(names.map(({ schema }) => schema ?? '')), arrayOf(names.map(({ name }) => name))]
}

function arrayOf(texts: string[]): string {
  const quoted = texts.map((text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
  return `{${quoted.join(',')}}`
}
