import * as z from 'zod'
import type { Session } from '../../session/session.ts'

/** What there is to read statements from, and what the role may see of it. */
export interface ServerFacts {
  /** Where the extension is in this database, and its columns; null where it is not created. */
  extension: { schema: string; columns: string[]; hasInfo: boolean } | null
  /** The library runs in the server, whatever is created in this database. */
  loaded: boolean
  /** The extension's files are on the server. */
  available: boolean
  /** `shared_preload_libraries`; null where the role may not read it. */
  preloaded: string | null
  superuser: boolean
  standby: boolean
  readsAllStats: boolean
  mayCreate: boolean
  host: Host
  /** Settings by name, as the server prints them; null where it does not know them. */
  settings: Record<string, string | null>
}

/** Who runs the server, told by the roles that only they have. */
export type Host = 'self' | 'rds' | 'cloud-sql' | 'azure' | 'supabase' | 'neon'

const factsSchema = z.object({
  extension: z.object({ schema: z.string(), columns: z.array(z.string()), hasInfo: z.boolean() }).nullable(),
  loaded: z.boolean(),
  available: z.boolean(),
  preloaded: z.string().nullable(),
  superuser: z.boolean(),
  standby: z.boolean(),
  readsAllStats: z.boolean(),
  mayCreate: z.boolean(),
  roles: z.array(z.string()),
  settings: z.record(z.string(), z.string().nullable()),
})

/** Works for every role. */
export async function readServerFacts(session: Session): Promise<ServerFacts> {
  const [row] = await session.run(factsQuery)
  const parsed: unknown = JSON.parse(row?.[0] ?? 'null')
  const { roles, ...facts } = factsSchema.parse(parsed)
  return { ...facts, host: hosts.find(({ role }) => roles.includes(role))?.host ?? 'self' }
}

/** Supabase first: it may run where the others do. */
const hosts: readonly { role: string; host: Host }[] = [
  { role: 'supabase_admin', host: 'supabase' },
  { role: 'neon_superuser', host: 'neon' },
  { role: 'rds_superuser', host: 'rds' },
  { role: 'cloudsqlsuperuser', host: 'cloud-sql' },
  { role: 'azure_pg_admin', host: 'azure' },
]

/** Only superusers and members of pg_read_all_settings may read what is preloaded; the CASE keeps others from trying. */
const factsQuery = `
  SELECT /* pitwall */ pg_catalog.json_build_object(
    'extension', (
      SELECT pg_catalog.json_build_object(
        'schema', n.nspname,
        'columns', (SELECT coalesce(pg_catalog.json_agg(a.attname), '[]'::json)
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements'),
        'hasInfo', EXISTS (SELECT FROM pg_catalog.pg_class c
          WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements_info'))
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_stat_statements'),
    -- The library defines its settings only when it is preloaded.
    'loaded', pg_catalog.current_setting('pg_stat_statements.max', true) IS NOT NULL,
    'available', EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'pg_stat_statements'),
    'preloaded', CASE WHEN pg_catalog.pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
      THEN pg_catalog.current_setting('shared_preload_libraries') END,
    'superuser', (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
    'standby', pg_catalog.pg_is_in_recovery(),
    'readsAllStats', pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
    'mayCreate', pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
    'roles', ARRAY(SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname IN (${hosts.map(({ role }) => `'${role}'`).join(', ')})),
    'settings', pg_catalog.json_build_object(
      ${[
        'track_io_timing',
        'compute_query_id',
        'track_activity_query_size',
        'pg_stat_statements.track',
        'pg_stat_statements.track_planning',
        'pg_stat_statements.max',
      ]
        .map((name) => `'${name}', pg_catalog.current_setting('${name}', true)`)
        .join(', ')}))`
