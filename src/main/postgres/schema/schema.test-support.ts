import type { Column, ColumnStatistics, ForeignKey, Index, IndexKey, Schema, Table } from './schema.ts'

/** Schemas for tests without a server: `table('orders', 'id int8 !', 'status text')`. */
export function schemaOf(tables: Table[], given: Partial<Schema> = {}): Schema {
  return {
    serverVersion: '18.1',
    versionNumber: 180_001,
    database: 'shop',
    searchPath: ['public'],
    collatesBytewise: false,
    blockSize: 8192,
    extensions: [],
    isStandby: false,
    replicas: 0,
    statisticsSince: undefined,
    readAt: 1_800_000_000_000,
    tables,
    functions: {
      lower: 'immutable',
      upper: 'immutable',
      abs: 'immutable',
      date_trunc: 'stable',
      extract: 'stable',
      to_tsvector: 'stable',
      to_char: 'stable',
      now: 'stable',
      random: 'volatile',
      coalesce: 'immutable',
    },
    missing: [],
    ...given,
  }
}

let lastOid = 1000

/** Columns as `name type`, with `!` at the end for NOT NULL. */
export function table(name: string, columns: string[], given: Partial<Table> = {}): Table {
  return {
    oid: ++lastOid,
    schema: 'public',
    name,
    kind: 'table',
    rows: 1_000_000,
    pages: 20_000,
    allVisibleShare: 1,
    parent: undefined,
    partitionKey: [],
    options: {},
    isUnlogged: false,
    columns: columns.map((text, place) => column(text, place + 1)),
    indexes: [],
    isLocked: false,
    foreignKeys: [],
    writes: undefined,
    ...given,
  }
}

const widths: Record<string, number> = {
  int2: 2,
  int4: 4,
  int8: 8,
  date: 4,
  timestamptz: 8,
  timestamp: 8,
  bool: 1,
  float8: 8,
  uuid: 16,
}

function column(text: string, number: number): Column {
  const [, name = '', baseType = '', notNull] = /^(\S+) (\S+)( !)?$/.exec(text) ?? []
  const isJson = baseType === 'json' || baseType === 'jsonb'
  const isArray = baseType.startsWith('_')
  return {
    number,
    name,
    type: baseType,
    baseType,
    notNull: notNull !== undefined,
    collation: undefined,
    collatesBytewise: false,
    indexable: {
      btree: baseType !== 'json' && baseType !== 'point',
      hash: baseType !== 'json',
      gin: isArray || baseType === 'jsonb' || baseType === 'tsvector',
      gist: baseType === 'tsvector' || baseType === 'point',
      brin: !isJson && !isArray && baseType !== 'tsvector',
    },
    statistics: undefined,
    width: widths[baseType] ?? 32,
  }
}

/** Sets what pg_stats would say of a column. */
export function withStatistics(owner: Table, name: string, given: Partial<ColumnStatistics>): Table {
  for (const each of owner.columns) {
    if (each.name !== name) continue
    each.statistics = {
      averageWidth: each.width,
      distinct: 1000,
      nullShare: 0,
      correlation: 0,
      common: [],
      histogram: [],
      isShortened: false,
      ...given,
    }
    each.width = each.statistics.averageWidth
  }
  return owner
}

/** Adds a btree index; keys as columns, or `column DESC`, or an expression in parentheses. */
export function withIndex(owner: Table, name: string, keys: string[], given: Partial<Index> = {}): Table {
  owner.indexes.push({
    oid: ++lastOid,
    name,
    definition: `CREATE INDEX ${name} ON ${owner.name} USING btree (${keys.join(', ')})`,
    accessMethod: 'btree',
    isUnique: false,
    isPrimary: false,
    isExclusion: false,
    constraint: undefined,
    isReplicaIdentity: false,
    isClustered: false,
    isValid: true,
    isReady: true,
    nullsNotDistinct: false,
    parent: undefined,
    keys: keys.map(indexKey),
    include: [],
    predicate: undefined,
    sizeBytes: 1_000_000,
    rows: owner.rows,
    scans: 0,
    lastScan: undefined,
    supportsForeignKeys: [],
    ...given,
  })
  return owner
}

function indexKey(text: string): IndexKey {
  const descending = text.endsWith(' DESC')
  const bare = text.replace(/ DESC$/, '')
  const isExpression = bare.startsWith('(')
  return {
    column: isExpression ? undefined : bare,
    text: isExpression ? bare.slice(1, -1) : bare,
    descending,
    nullsFirst: descending,
    operatorClass: undefined,
    collation: undefined,
  }
}

/** Adds a foreign key to a table's column(s). */
export function withForeignKey(
  owner: Table,
  columns: string[],
  to: Table,
  given: Partial<ForeignKey> = {},
): Table {
  owner.foreignKeys.push({
    oid: ++lastOid,
    name: `${owner.name}_${columns.join('_')}_fkey`,
    columns,
    references: to.oid,
    referencedSchema: to.schema,
    referencedTable: to.name,
    referencedColumns: ['id'],
    isValidated: true,
    onDelete: 'no action',
    onUpdate: 'no action',
    ...given,
  })
  return owner
}
