import { userSchema } from '../../catalogue-sql.ts'
import { flag, number, query, text } from '../../query.ts'

/** What drops are judged by, for people: the judging reads the same catalogues in full. */
export const indexesQuery = query(
  'Indexes: how often each was used since the counters began',
  {
    schema: text,
    table: text,
    index: text,
    definition: text,
    scans: number,
    bytes: number,
    unique: flag,
    valid: flag,
  },
  `
  SELECT n.nspname AS schema, t.relname AS table, c.relname AS index,
    pg_catalog.pg_get_indexdef(i.indexrelid) AS definition, coalesce(s.idx_scan, 0) AS scans,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS bytes,
    i.indisunique AS unique, i.indisvalid AS valid
  FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
    LEFT JOIN pg_catalog.pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
  WHERE t.relkind IN ('r', 'm', 'p') AND t.relpersistence <> 't' AND ${userSchema}
    -- The definition of an index waits for a table that is being rebuilt.
    AND i.indrelid NOT IN (SELECT l.relation FROM pg_catalog.pg_locks l
      WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL)
  ORDER BY coalesce(s.idx_scan, 0), c.relpages DESC, 1, 3`,
)

export const foreignKeysQuery = query(
  'Foreign keys, and whether an index begins with their columns',
  {
    schema: text,
    table: text,
    constraint: text,
    columns: text,
    references: text,
    indexed: flag,
    rows: number,
  },
  `
  SELECT n.nspname AS schema, t.relname AS table, k.conname AS constraint,
    (SELECT string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY u.position)
      FROM unnest(k.conkey) WITH ORDINALITY u(number, position)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns,
    k.confrelid::regclass::text AS references,
    EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
      AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey) AS indexed,
    greatest(t.reltuples, 0)::bigint AS rows
  FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  WHERE k.contype = 'f' AND k.conparentid = 0 AND ${userSchema}
  ORDER BY 6, t.reltuples DESC, 1, 2, 3`,
)

export type IndexRow = ReturnType<typeof indexesQuery.decode>
export type ForeignKeyRow = ReturnType<typeof foreignKeysQuery.decode>
