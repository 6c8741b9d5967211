/** A name as a statement has it, without quotes; the schema where it was written. */
export interface QualifiedName {
  schema?: string | undefined
  name: string
}

interface Read {
  /** `Create index orders_status_idx on orders`. */
  title: string
  /** The one statement, without comments around it and without `;`, as far as the text alone decides it. */
  sql: string
  /** What Pitwall made of the text that its writer may not expect, one sentence each. */
  notes: string[]
}

export interface CreateIndex extends Read {
  kind: 'create-index'
  /** Absent where the statement leaves the name open; the plan then chooses one. */
  index: string | undefined
  /** What the server would call it. */
  defaultName: string
  table: QualifiedName
  unique: boolean
  /** `btree`, `gin`… */
  method: string
  ifNotExists: boolean
}

export interface DropIndex extends Read {
  kind: 'drop-index'
  index: QualifiedName
  ifExists: boolean
}

export interface Reindex extends Read {
  kind: 'reindex'
  of: 'index' | 'table'
  relation: QualifiedName
}

export interface Analyze extends Read {
  kind: 'analyze'
  /** Empty for the whole database. */
  tables: QualifiedName[]
}

export interface Vacuum extends Read {
  kind: 'vacuum'
  /** Empty for the whole database. */
  tables: QualifiedName[]
  /** VACUUM (ANALYZE). */
  analyze: boolean
}

export interface CreateExtension extends Read {
  kind: 'create-extension'
  extension: string
  ifNotExists: boolean
}

export interface SetServerSetting extends Read {
  kind: 'set-server-setting'
  setting: string
  /** ALTER SYSTEM RESET. */
  reset: boolean
}

export interface SetRoleSetting extends Read {
  kind: 'set-role-setting'
  role: string
  /** ALTER ROLE … IN DATABASE …. */
  database: string | undefined
  setting: string
  reset: boolean
}

export interface SetDatabaseSetting extends Read {
  kind: 'set-database-setting'
  database: string
  setting: string
  reset: boolean
}

export interface SetStorageOptions extends Read {
  kind: 'set-storage-options'
  /** What ALTER was written for. */
  of: 'TABLE' | 'INDEX' | 'MATERIALIZED VIEW'
  relation: QualifiedName
  /** Names as in pg_class.reloptions: `fillfactor`, `toast.autovacuum_enabled`. */
  options: string[]
  reset: boolean
}

export interface CreateMaterializedView extends Read {
  kind: 'create-materialized-view'
  view: QualifiedName
  ifNotExists: boolean
}

export interface RefreshMaterializedView extends Read {
  kind: 'refresh-materialized-view'
  view: QualifiedName
  concurrently: boolean
}

export interface ResetStatements extends Read {
  kind: 'reset-statements'
}

export interface SignalBackend extends Read {
  kind: 'cancel-backend' | 'terminate-backend'
  pid: number
  /** Seconds since 1970, from a comment `started 1732….123456`; the process must still be that one. */
  startedAt: string | undefined
}

/** A change that Pitwall can apply to a Postgres, as its statement alone tells it. */
export type KnownChange =
  | CreateIndex
  | DropIndex
  | Reindex
  | Analyze
  | Vacuum
  | CreateExtension
  | SetServerSetting
  | SetRoleSetting
  | SetDatabaseSetting
  | SetStorageOptions
  | CreateMaterializedView
  | RefreshMaterializedView
  | ResetStatements
  | SignalBackend

/** A change as it will be on one server, after a look into its catalogue. */
export interface PlannedChange {
  /** Where the catalogue tells more than the statement: the name of an index that was left open. */
  title?: string
  /** Exactly what is run, in order; each outside a transaction block. */
  statements: string[]
  undo: PlannedUndo
  /** What else to know before it is run, one sentence each; the notes of the text included. */
  warnings: string[]
}

export interface PlannedUndo {
  /** Null where nothing takes it back; `note` then says why. */
  sql: string[] | null
  note?: string | undefined
}
