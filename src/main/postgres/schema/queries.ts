/**
 * What is asked of the catalogue: a handful of statements for a whole database. All but the sizes and
 * the definitions of indexes need no lock on any table, so that a table that is being rebuilt keeps
 * nobody waiting.
 */

const isOurs = (alias: string): string =>
  `${alias}.nspname NOT IN ('pg_catalog', 'information_schema') AND ${alias}.nspname !~ '^pg_(toast|temp)'`

/** Oids of the tables to be limited to; undefined for all. */
export type Wanted = readonly number[] | undefined

const isWanted = (oid: string, wanted: Wanted): string =>
  wanted === undefined ? 'true' : `${oid} = ANY (${oids(wanted)})`

/** Numbers of the server's own, so written into the text: then it plans for just these. */
const oids = (list: readonly number[]): string => `'{${list.map(Number).join(',')}}'::oid[]`

const epochMs = (time: string): string => `(extract(epoch FROM ${time}) * 1000)::bigint`

/** Tables of the names in `$1` (JSON list), and the partitions below them. */
export const namedTables = `
  WITH RECURSIVE wanted AS (
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.relname = ANY (ARRAY(SELECT pg_catalog.json_array_elements_text($1::json)::name))
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION
    SELECT i.inhrelid FROM wanted w JOIN pg_catalog.pg_inherits i ON i.inhparent = w.oid
  )
  SELECT pg_catalog.json_agg(oid::bigint) FROM wanted`

export const server = `
  SELECT pg_catalog.current_database(),
    pg_catalog.to_json(ARRAY(
      SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s WHERE s <> 'pg_catalog')),
    pg_catalog.to_json(d.*),
    pg_catalog.current_setting('block_size'),
    pg_catalog.pg_is_in_recovery(),
    ${epochMs('s.stats_reset')},
    ${epochMs('pg_catalog.clock_timestamp()')},
    (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', e.extname, 'version', e.extversion, 'schema', n.nspname) ORDER BY e.extname)
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace)
  FROM pg_catalog.pg_database d LEFT JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid
  WHERE d.datname = pg_catalog.current_database()`

/** Without pg_monitor the view shows each walsender, but not what it is; counting needs no more. */
export const replicas = 'SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_replication'

export const tables = (wanted: Wanted): string => `
  SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.reltuples, c.relpages, c.relallvisible,
    CASE WHEN c.relispartition THEN (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid LIMIT 1) END,
    (SELECT pg_catalog.to_json(p.partattrs::int2[]) FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = c.oid),
    pg_catalog.to_json(c.reloptions)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${isOurs('n')} AND ${isWanted('c.oid', wanted)}
  ORDER BY n.nspname, c.relname`

export const writeCounters = (wanted: Wanted): string => `
  SELECT s.relid, s.n_tup_ins, s.n_tup_upd, s.n_tup_del, s.n_tup_hot_upd, s.n_live_tup, s.n_dead_tup,
    s.n_mod_since_analyze, s.seq_scan, s.seq_tup_read, s.idx_scan,
    ${epochMs('s.last_vacuum')}, ${epochMs('s.last_autovacuum')}, ${epochMs('s.last_analyze')}, ${epochMs('s.last_autoanalyze')}
  FROM pg_catalog.pg_stat_user_tables s
  WHERE ${isWanted('s.relid', wanted)}`

export const columns = (wanted: Wanted): string => `
  SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.atttypid, a.attnotnull,
    a.attcollation
  FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND ${isOurs('n')} AND ${isWanted('c.oid', wanted)}
  ORDER BY a.attrelid, a.attnum`

/** The types that columns have. A domain is told as what it is over. */
export const types = (wanted: Wanted): string => `
  WITH RECURSIVE used AS (
    SELECT DISTINCT a.atttypid AS type
    FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND ${isOurs('n')} AND ${isWanted('c.oid', wanted)}
  ), base AS (
    SELECT u.type, t.oid, t.typtype, t.typbasetype FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.type
    UNION ALL
    SELECT b.type, t.oid, t.typtype, t.typbasetype
    FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
  ), known AS (
    SELECT m.amname, o.opcintype
    FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
    WHERE o.opcdefault AND m.amname IN ('btree', 'hash', 'gin', 'gist', 'brin')
  )
  SELECT b.type, t.typname, t.typlen, t.typcollation,
    (SELECT pg_catalog.json_agg(DISTINCT k.amname) FROM known k
      WHERE k.opcintype = t.oid
        OR k.opcintype = CASE t.typtype WHEN 'e' THEN 'pg_catalog.anyenum'::regtype
             WHEN 'r' THEN 'pg_catalog.anyrange'::regtype WHEN 'c' THEN 'pg_catalog.record'::regtype END
        OR (t.typelem <> 0 AND t.typlen = -1 AND k.opcintype = 'pg_catalog.anyarray'::regtype
          AND (k.amname = 'gin' OR EXISTS (SELECT FROM known e WHERE e.amname = 'btree' AND (e.opcintype = t.typelem
            OR e.opcintype IN (SELECT c.casttarget FROM pg_catalog.pg_cast c
              WHERE c.castsource = t.typelem AND c.castmethod = 'b' AND c.castcontext = 'i')))))
        OR k.opcintype IN (SELECT c.casttarget FROM pg_catalog.pg_cast c
          WHERE c.castsource = t.oid AND c.castmethod = 'b' AND c.castcontext = 'i'))
  FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.oid
  WHERE b.typtype <> 'd'`

/** `collprovider` b (builtin, since 17) compares bytes in all its locales so far. */
export const collations = `
  SELECT c.oid, c.collname, c.collname = 'default',
    CASE WHEN c.collname = 'default' THEN false
      WHEN c.collprovider = 'b' THEN true
      ELSE c.collprovider = 'c' AND coalesce(c.collcollate, '') IN ('C', 'POSIX') END
  FROM pg_catalog.pg_collation c
  WHERE c.oid IN (SELECT DISTINCT a.attcollation FROM pg_catalog.pg_attribute a)`

/**
 * `most`: how many common values and histogram bounds of a column. Arrays of values come as text, for
 * their element type is any. The statistics of a partitioned table are those with `inherited`.
 */
export function statistics(wanted: Wanted, most: { common: number; bounds: number }): string {
  // By names alone, for the view lets no other condition inside of it; joins to it are planned badly.
  const isNamed =
    wanted === undefined
      ? 'true'
      : `s.tablename = ANY (ARRAY(SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = ANY (${oids(wanted)})))`
  return `
    SELECT s.schemaname, s.tablename, s.attname, s.inherited, s.avg_width, s.n_distinct, s.null_frac, s.correlation,
      pg_catalog.to_json((s.most_common_vals::text::text[])[1:${most.common}]),
      pg_catalog.to_json(s.most_common_freqs[1:${most.common}]),
      -- Every n-th bound; the text is read once for all of them.
      CASE WHEN s.histogram_bounds IS NOT NULL THEN (
        SELECT pg_catalog.to_json(ARRAY(
          SELECT h.bounds[place] FROM pg_catalog.generate_series(1, h.length, greatest(1, ceil((h.length - 1) / ${most.bounds}.0)::int)) place))
        FROM (
          SELECT t.bounds, pg_catalog.array_length(t.bounds, 1) AS length
          FROM (SELECT s.histogram_bounds::text::text[] AS bounds OFFSET 0) t OFFSET 0) h
      ) END
    FROM pg_catalog.pg_stats s
    WHERE s.schemaname NOT IN ('pg_catalog', 'information_schema') AND ${isNamed}`
}

/** Tables of this database that are locked so that nobody can read them. */
export const lockedTables = `
  SELECT pg_catalog.json_agg(DISTINCT l.relation::bigint) FROM pg_catalog.pg_locks l
  WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`

/**
 * `versionNumber` decides which columns the catalogue has. Printing a definition waits for a table that
 * is being rebuilt; `leftOut` are tables to leave out for that.
 */
export function indexes(versionNumber: number, wanted: Wanted, leftOut: readonly number[]): string {
  const nullsNotDistinct = versionNumber >= 150_000 ? 'i.indnullsnotdistinct' : 'false'
  const lastScan =
    versionNumber >= 160_000 ? epochMs('pg_catalog.pg_stat_get_lastscan(i.indexrelid)') : 'NULL'
  return `
    SELECT i.indrelid, i.indexrelid, x.relname, pg_catalog.pg_get_indexdef(i.indexrelid), m.amname,
      i.indisunique, i.indisprimary, i.indisexclusion, i.indisreplident, i.indisclustered, i.indisvalid, i.indisready,
      ${nullsNotDistinct},
      (SELECT h.inhparent FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid AND x.relispartition LIMIT 1),
      x.reltuples, x.relpages,
      CASE WHEN x.relkind = 'i' THEN pg_catalog.pg_stat_get_numscans(i.indexrelid) END, ${lastScan}, i.indnkeyatts,
      (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
          'number', i.indkey[k], 'text', pg_catalog.pg_get_indexdef(i.indexrelid, k + 1, false),
          'option', i.indoption[k],
          'opclass', CASE WHEN NOT o.opcdefault THEN o.opcname END,
          'collation', i.indcollation[k]) ORDER BY k)
        FROM pg_catalog.generate_series(0, i.indnatts - 1) k
          LEFT JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k] AND k < i.indnkeyatts),
      k.conname,
      i.indpred IS NOT NULL
    FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_am m ON m.oid = x.relam
      -- No index of pg_constraint is by conindid: once for all, not once for each.
      LEFT JOIN (
        SELECT t.conindid, pg_catalog.min(t.conname::text) AS conname FROM pg_catalog.pg_constraint t
        WHERE t.contype IN ('p', 'u', 'x') GROUP BY t.conindid
      ) k ON k.conindid = i.indexrelid
    WHERE c.relkind IN ('r', 'p', 'm') AND ${isOurs('n')} AND ${isWanted('c.oid', wanted)}
      AND c.oid <> ALL (${oids(leftOut)})
    ORDER BY i.indexrelid`
}

/** Waits for a table that is being rebuilt. */
export const indexSizes = (wanted: Wanted): string => `
  SELECT i.indexrelid, pg_catalog.pg_relation_size(i.indexrelid)
  FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND ${isOurs('n')} AND ${isWanted('c.oid', wanted)}`

export const foreignKeys = (wanted: Wanted): string => `
  SELECT k.conrelid, k.oid, k.conname, pg_catalog.to_json(k.conkey), k.confrelid, rn.nspname, r.relname,
    (SELECT pg_catalog.json_agg(a.attname ORDER BY u.place)
      FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u(number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number),
    k.convalidated, k.confdeltype, k.confupdtype, k.conindid
  FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
    JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  WHERE k.contype = 'f' AND ${isOurs('n')} AND (${isWanted('k.conrelid', wanted)} OR ${isWanted('k.confrelid', wanted)})
  ORDER BY k.oid`

/** v after s after i in the alphabet: the most volatile of a name is the greatest letter. */
export const functions = `
  SELECT p.proname, pg_catalog.max(p.provolatile::text)
  FROM pg_catalog.pg_proc p
  WHERE p.prokind = 'f'
  GROUP BY p.proname`
