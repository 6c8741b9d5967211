import type { Bytes, EpochMilliseconds, Rows } from '#shared/units.ts'

/**
 * A database as index advice and findings see it: plain data, read at one moment by `readSchema`.
 * What the role may not see is absent (undefined), never zero.
 */
export interface Schema {
  /** `18.4` */
  serverVersion: string
  /** `server_version_num`: 180004. */
  versionNumber: number
  database: string
  /** Schemas in which unqualified names are looked for, without the system's own. */
  searchPath: string[]
  /** The database's own collation sorts bytewise (C, POSIX): LIKE 'x%' can use any btree on text. */
  collatesBytewise: boolean
  /** Of one page. */
  blockSize: Bytes
  /** Installed extensions, by name. */
  extensions: Extension[]
  /** The server replays another's changes: it is read-only, and its statistics are its own. */
  isStandby: boolean
  /** Connected standbys and other walsenders; undefined where the role may not see them. */
  replicas: number | undefined
  /** When the table and index counters of this database began; undefined where never reset or unseen. */
  statisticsSince: EpochMilliseconds | undefined
  /** When all this was read, by the server's clock. */
  readAt: EpochMilliseconds
  /** Tables, materialized views, partitioned tables, foreign tables and views; not the system's, not temporary ones. */
  tables: Table[]
  /**
   * Volatility of functions by name, the server's own too: the most volatile of those of one name. A
   * user's function is under its name alone, whatever its schema.
   */
  functions: Record<string, Volatility>
  /** What could not be read. */
  missing: MissingPart[]
}

export type Volatility = 'immutable' | 'stable' | 'volatile'

export interface Extension {
  name: string
  version: string
  /** The schema of its objects. */
  schema: string
}

/** What could not be read, with the reason for people. */
export interface MissingPart {
  part: 'column statistics' | 'write counters' | 'indexes' | 'index sizes' | 'replicas'
  reason: string
}

export type TableKind = 'table' | 'partitioned table' | 'view' | 'materialized view' | 'foreign table'

export interface Table {
  oid: number
  schema: string
  name: string
  kind: TableKind
  /** The planner's estimate; undefined when never analysed or vacuumed. */
  rows: Rows | undefined
  /** Of the main fork, as VACUUM or ANALYZE saw them last. */
  pages: number
  /** Of its pages that are all-visible, 0 to 1: what an index-only scan needs. */
  allVisibleShare: number
  /** Oid of the partitioned table that it is a partition of. */
  parent: number | undefined
  /** Partition key columns of a partitioned table, in order; expressions are left out. */
  partitionKey: string[]
  /** Storage options: `fillfactor` → `90`. */
  options: Record<string, string>
  isUnlogged: boolean
  columns: Column[]
  /** Oldest first. */
  indexes: Index[]
  /** It was being rebuilt or altered when it was read: its indexes could not be, and `indexes` is empty. */
  isLocked: boolean
  foreignKeys: ForeignKey[]
  /** Undefined where the role may not see them or there are none (a view). */
  writes: WriteCounters | undefined
}

export interface Column {
  /** attnum, from 1. */
  number: number
  name: string
  /** As `format_type` prints it: `numeric(12,2)`. */
  type: string
  /** Name of the type in pg_type, a domain replaced by what it is over: `int4`, `text`, `_text`, `jsonb`. */
  baseType: string
  notNull: boolean
  /** The name of its collation where it is not the type's default. */
  collation: string | undefined
  /** Text of it sorts bytewise (collation C or POSIX, by itself or the database's). */
  collatesBytewise: boolean
  /** Which index access methods have a default operator class for its type. */
  indexable: { btree: boolean; hash: boolean; gin: boolean; gist: boolean; brin: boolean }
  /** From pg_stats; undefined where the role may not read the column or it was never analysed. */
  statistics: ColumnStatistics | undefined
  /** Bytes of a value: the measured average, else the type's fixed width, else 32 as the planner guesses. */
  width: Bytes
}

export interface ColumnStatistics {
  averageWidth: Bytes
  /** Different values that are not null, as an absolute count (a share in pg_stats is multiplied by the rows). */
  distinct: number
  /** 0 to 1. */
  nullShare: number
  /** −1 to 1: how far the order on disk is that of the values. */
  correlation: number | undefined
  /** Most common first; the share of all rows, 0 to 1. The text of long values is cut off at 1,000 characters. */
  common: { value: string; share: number }[]
  /** Bounds of equally filled buckets of the values that are not in `common`, ascending. */
  histogram: string[]
  /** Lists above were shortened: a whole database is read with fewer values per column than named tables. */
  isShortened: boolean
}

export interface Index {
  oid: number
  /** In the schema of its table. */
  name: string
  /** As `pg_get_indexdef` prints it. */
  definition: string
  /** `btree`, `gin`… */
  accessMethod: string
  isUnique: boolean
  isPrimary: boolean
  /** Exclusion constraint. */
  isExclusion: boolean
  /** A constraint (primary key, unique, exclusion) depends on it: it goes with the constraint only. */
  constraint: string | undefined
  isReplicaIdentity: boolean
  isClustered: boolean
  isValid: boolean
  isReady: boolean
  /** NULLS NOT DISTINCT; false before Postgres 15. */
  nullsNotDistinct: boolean
  /** Oid of the partitioned index that it belongs to. */
  parent: number | undefined
  keys: IndexKey[]
  /** INCLUDE columns. */
  include: string[]
  /** Text behind WHERE, without its outer parentheses. */
  predicate: string | undefined
  sizeBytes: Bytes | undefined
  /** Rows in it, as VACUUM or ANALYZE saw them last. */
  rows: Rows | undefined
  /** Scans since {@link Schema.statisticsSince}. */
  scans: number | undefined
  /** Since Postgres 16. */
  lastScan: EpochMilliseconds | undefined
  /** Foreign keys that refer to the columns this unique index guards. */
  supportsForeignKeys: string[]
}

export interface IndexKey {
  /** Its name, where it is a column. */
  column: string | undefined
  /** Column (quoted where it needs to be) or expression, as `pg_get_indexdef` prints it. */
  text: string
  descending: boolean
  nullsFirst: boolean
  /** Where it is not the default one of the type. */
  operatorClass: string | undefined
  /** Where it is not the column's own. */
  collation: string | undefined
}

export interface ForeignKey {
  oid: number
  name: string
  columns: string[]
  /** Oid of the table referred to. */
  references: number
  referencedSchema: string
  referencedTable: string
  referencedColumns: string[]
  isValidated: boolean
  onDelete: ForeignKeyAction
  onUpdate: ForeignKeyAction
}

export type ForeignKeyAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

/** Since {@link Schema.statisticsSince}; those of a partitioned table are the sums of its partitions. */
export interface WriteCounters {
  inserted: Rows
  updated: Rows
  deleted: Rows
  /** Updates that needed no new index entries. */
  hotUpdated: Rows
  live: Rows
  dead: Rows
  modifiedSinceAnalyze: Rows
  sequentialScans: number
  sequentialRows: Rows
  indexScans: number
  lastVacuum: EpochMilliseconds | undefined
  lastAutovacuum: EpochMilliseconds | undefined
  lastAnalyze: EpochMilliseconds | undefined
  lastAutoanalyze: EpochMilliseconds | undefined
}
