import { notLocked, storageOption, userSchema } from '../../catalogue-sql.ts'
import { flag, number, optionalNumber, type Query, query, text } from '../../query.ts'

/** Smaller relations are not worth an estimate. */
const SMALLEST = 1_048_576

/**
 * The room that rows need is reckoned from what ANALYZE saw, column by column in their order on disk:
 * a value of fixed width stands at a multiple of its alignment; a short text (below 127 bytes) needs
 * none; behind values of unknown width the padding is half of what it may be at most, given the power of
 * two (`grain`) of which every such place is a multiple. Around it: the
 * header of the page (24 bytes), of the row (23, and a bit for each column where one is null, up to a
 * multiple of 8), its line pointer (4) and the share that `fillfactor` leaves free. Layout as in the
 * server's documentation, "Database Page Layout".
 */
const walkColumns = `
  walk AS (
    SELECT oid, 0::bigint AS position, 0::float8 AS size, true AS exact, 8 AS grain FROM sized
    UNION ALL
    SELECT w.oid, c.position,
      w.size + (1 - c.nulls) * (c.width + CASE
        WHEN c.unaligned THEN 0
        WHEN w.exact THEN (c.alignment - w.size::bigint % c.alignment) % c.alignment
        ELSE greatest(c.alignment - w.grain, 0) / 2.0 END),
      w.exact AND (c.nulls = 1 OR (c.nulls = 0 AND c.fixed)),
      CASE WHEN c.nulls = 1 THEN w.grain ELSE least(
        CASE WHEN c.nulls = 0 THEN 8 ELSE w.grain END,
        CASE WHEN c.fixed AND NOT c.unaligned
          THEN least(greatest(c.alignment, w.grain), c.width::int & -c.width::int) ELSE 1 END) END
    FROM walk w JOIN columns c ON c.oid = w.oid AND c.position = w.position + 1
  ),
  shaped AS (
    SELECT DISTINCT ON (oid) oid, position AS columns, size, exact, grain FROM walk ORDER BY oid, position DESC
  ),
  nulls AS (
    SELECT oid, bool_or(unknown) AS unknown,
      1 - exp(sum(ln(greatest(1 - nulls, 1e-9)))) AS nulls
    FROM columns GROUP BY oid
  )`

/** Values that are all of one width: char(n) of plain letters is, too. */
const isFixed = `(a.attlen > 0 OR (a.atttypid = 'bpchar'::regtype AND a.atttypmod > 4 AND p.avg_width = a.atttypmod - 3))`

const isUnaligned = `(a.attalign = 'c' OR (a.attlen < 0 AND coalesce(p.avg_width, 0) < 127))`

const alignment = `CASE a.attalign WHEN 'c' THEN 1 WHEN 's' THEN 2 WHEN 'i' THEN 4 ELSE 8 END`

/** Counted rows, where the counters have a base; else as many to a page as when it was analyzed. */
const liveRows = `CASE
        WHEN coalesce(s.last_vacuum, s.last_autovacuum, s.last_analyze, s.last_autoanalyze) IS NOT NULL
          THEN s.n_live_tup
        WHEN c.reltuples > 0 AND c.relpages > 0
          THEN c.reltuples * pg_catalog.pg_relation_size(c.oid)
            / (c.relpages * pg_catalog.current_setting('block_size')::float8) END`

export const tableBloatQuery = query(
  'Tables of 1 MiB and more: their size, and the room that their rows need',
  {
    schema: text,
    table: text,
    bytes: number,
    live: optionalNumber,
    dead: number,
    fillfactor: number,
    rowBytes: optionalNumber,
    neededBytes: optionalNumber,
  },
  `
  WITH RECURSIVE sized AS MATERIALIZED (
    SELECT c.oid, n.nspname, c.relname, pg_catalog.pg_relation_size(c.oid) AS bytes,
      ${liveRows} AS live,
      coalesce(s.n_dead_tup, 0) AS dead,
      ${storageOption('c.reloptions', 'fillfactor', `'100'`)}::int AS fillfactor,
      pg_catalog.current_setting('block_size')::float8 AS page
    FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
    WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND ${userSchema}
      AND ${notLocked('c.oid')}
      AND pg_catalog.pg_relation_size(c.oid) >= ${SMALLEST}
  ),
  columns AS MATERIALIZED (
    SELECT t.oid, row_number() OVER (PARTITION BY t.oid ORDER BY a.attnum) AS position,
      ${isFixed} AS fixed, ${alignment} AS alignment,
      ${isUnaligned} AS unaligned,
      CASE WHEN a.attisdropped THEN 0 ELSE coalesce(p.avg_width, greatest(a.attlen, 0)) END AS width,
      CASE WHEN a.attisdropped THEN 1 ELSE coalesce(p.null_frac, 0) END::float8 AS nulls,
      NOT a.attisdropped AND a.attlen < 0 AND p.attname IS NULL AS unknown
    FROM sized t
      JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
      LEFT JOIN pg_catalog.pg_stats p ON p.schemaname = t.nspname AND p.tablename = t.relname
        AND p.attname = a.attname AND NOT p.inherited
  ),${walkColumns},
  rows AS (
    SELECT h.oid, h.exact, CASE WHEN n.unknown THEN NULL ELSE
      (1 - n.nulls) * 24 + n.nulls * ceil((23 + ceil(h.columns / 8.0)) / 8) * 8
        + CASE WHEN h.exact THEN ceil(h.size / 8) * 8 ELSE h.size + (8 - h.grain) / 2.0 END + 4 END AS bytes
    FROM shaped h JOIN nulls n ON n.oid = h.oid
  )
  SELECT t.nspname AS schema, t.relname AS table, t.bytes, round(t.live) AS live, t.dead, t.fillfactor,
    round(r.bytes) AS row_bytes,
    CASE WHEN r.bytes IS NOT NULL THEN t.page * ceil(t.live / greatest(1,
      CASE WHEN r.exact THEN floor((t.page * t.fillfactor / 100 - 24) / r.bytes)
        -- The last row of a page seldom ends where the page does.
        ELSE (t.page * t.fillfactor / 100 - 24) / r.bytes - 0.5 END)) END AS needed_bytes
  FROM sized t LEFT JOIN rows r ON r.oid = t.oid
  ORDER BY t.bytes DESC, 1, 2`,
)

/** From version 13 on equal keys share one entry, where equal means equal in every bit. */
function deduplicates(version: number): string {
  if (version < 130_000) return 'false'
  return `NOT i.indisunique AND i.indnatts = i.indnkeyatts
        AND ${storageOption('c.reloptions', 'deduplicate_items', `'on'`)}::bool
        AND NOT EXISTS (
          SELECT FROM unnest(i.indclass::oid[], i.indcollation::oid[]) k(class, collated)
            JOIN pg_catalog.pg_opclass o ON o.oid = k.class
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = k.collated
          WHERE NOT coalesce(l.collisdeterministic, true) OR NOT EXISTS (
            SELECT FROM pg_catalog.pg_amproc p WHERE p.amprocfamily = o.opcfamily
              AND p.amproclefttype = o.opcintype AND p.amprocrighttype = o.opcintype AND p.amprocnum = 4))`
}

/**
 * The size that REINDEX would give: entries of 8 bytes and their keys, up to a multiple of 8, with a
 * line pointer; pages of which 40 bytes are header and `fillfactor` is filled. Equal keys of an index
 * without uniqueness share entries of at most a tenth of a page, with 6 bytes for each row; how many
 * keys differ over several columns is taken for the most that it can be, so that the waste is rather
 * understated.
 */
function indexBloat(version: number) {
  return query(
    'B-tree indexes of 1 MiB and more: their size, and what it would be if they were built anew',
    {
      schema: text,
      table: text,
      index: text,
      bytes: number,
      entries: optionalNumber,
      fillfactor: number,
      neededBytes: optionalNumber,
      unique: flag,
    },
    `
  WITH RECURSIVE sized AS MATERIALIZED (
    SELECT c.oid, n.nspname, t.relname AS tablename, c.relname, pg_catalog.pg_relation_size(c.oid) AS bytes,
      CASE WHEN i.indpred IS NULL THEN t.live
        WHEN t.reltuples > 0 THEN c.reltuples * t.live / t.reltuples END AS entries,
      ${storageOption('c.reloptions', 'fillfactor', `'90'`)}::int AS fillfactor,
      pg_catalog.current_setting('block_size')::float8 AS page,
      t.live AS rows, i.indisunique, i.indrelid, i.indnatts, i.indnkeyatts, i.indkey::int2[] AS keys,
      ${deduplicates(version)} AS shares
    FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname = 'btree'
      JOIN LATERAL (
        SELECT c.relname, c.relnamespace, c.reltuples, ${liveRows} AS live
        FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
        WHERE c.oid = i.indrelid AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
          AND ${notLocked('c.oid')}) t ON true
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
    WHERE i.indisvalid AND ${userSchema}
      AND ${notLocked('c.oid')}
      AND pg_catalog.pg_relation_size(c.oid) >= ${SMALLEST}
  ),
  columns AS MATERIALIZED (
    SELECT x.oid, a.attnum::bigint AS position, ${isFixed} AS fixed, ${alignment} AS alignment,
      ${isUnaligned} AS unaligned,
      coalesce(p.avg_width, greatest(a.attlen, 0)) AS width,
      coalesce(p.null_frac, 0)::float8 AS nulls,
      p.attname IS NULL AND (a.attlen < 0 OR x.shares) AS unknown,
      CASE WHEN p.n_distinct < 0 THEN -p.n_distinct * x.rows ELSE p.n_distinct END
        + CASE WHEN p.null_frac > 0 THEN 1 ELSE 0 END AS different,
      a.attnum <= x.indnkeyatts AS is_key
    FROM sized x
      JOIN pg_catalog.pg_attribute a ON a.attrelid = x.oid AND a.attnum > 0
      LEFT JOIN pg_catalog.pg_attribute o ON o.attrelid = x.indrelid AND o.attnum = x.keys[a.attnum - 1]
        AND x.keys[a.attnum - 1] <> 0
      -- What an expression gives is analyzed under the index's own name.
      LEFT JOIN pg_catalog.pg_stats p ON p.schemaname = x.nspname AND NOT p.inherited
        AND p.tablename = CASE WHEN o.attname IS NULL THEN x.relname ELSE x.tablename END
        AND p.attname = coalesce(o.attname, a.attname)
  ),${walkColumns},
  keys AS (
    SELECT c.oid, exp(least(50, sum(ln(greatest(c.different, 1))))) AS different
    FROM columns c WHERE c.is_key GROUP BY c.oid
  ),
  entries AS (
    SELECT x.oid, CASE WHEN n.unknown THEN NULL ELSE (1 - n.nulls) * 8 + n.nulls * 16
        + CASE WHEN h.exact THEN ceil(h.size / 8) * 8 ELSE h.size + (8 - h.grain) / 2.0 END END AS bytes,
      greatest(1, least(x.entries, k.different)) AS different
    FROM sized x JOIN shaped h ON h.oid = x.oid JOIN nulls n ON n.oid = x.oid JOIN keys k ON k.oid = x.oid
  ),
  filled AS (
    SELECT x.oid, CASE WHEN x.shares THEN least(x.entries * (e.bytes + 4),
        x.entries * 6 + e.different * (e.bytes + 8)
          * ceil(x.entries / e.different / greatest(1, floor((x.page / 10 - e.bytes) / 6))))
        ELSE x.entries * (e.bytes + 4) END AS bytes, e.bytes AS entry
    FROM sized x JOIN entries e ON e.oid = x.oid
  )
  SELECT x.nspname AS schema, x.tablename AS table, x.relname AS index, x.bytes, round(x.entries) AS entries,
    x.fillfactor,
    -- One page more for what the tree is, and the pages above the leaves.
    x.page * (1 + ceil(ceil(f.bytes / ((x.page - 40) * x.fillfactor / 100))
      * (1 + (f.entry + 12) / ((x.page - 40) * 0.7)))) AS needed_bytes,
    x.indisunique AS unique
  FROM sized x LEFT JOIN filled f ON f.oid = x.oid
  ORDER BY x.bytes DESC, 1, 3`,
  )
}

export type TableBloatRow = ReturnType<typeof tableBloatQuery.decode>
export type IndexBloatRow = ReturnType<ReturnType<typeof indexBloat>['decode']>

export const indexBloatQuery: (version: number) => Query<IndexBloatRow> = indexBloat
