import type { IndexDrop } from '#shared/contract/advisor.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import type { Index, Schema, Table } from '../../schema/schema.ts'
import { isSupporting, supportedForeignKeys } from './foreign-keys.ts'
import { isCoveredBy, isDuplicate } from './same-work.ts'

export interface DropOptions {
  /** Counters that began less long ago are said to be young. */
  youngStatisticsDays?: number
}

/** A month has its reports, and most things that run seldom. */
const YOUNG_DAYS = 30
const DAY_MS = 86_400_000
/** A covering index this much larger makes the scans of the smaller one noticeably longer. */
const MUCH_LARGER = 3

/**
 * Indexes that could go: those that another one replaces, and those that no query used since the
 * counters began. Largest first. Never one that a constraint, the replica identity or a foreign key
 * needs, nor one that is not valid (that is a matter of its own), nor one of a partition alone.
 */
export function findDrops(schema: Schema, options: DropOptions = {}): IndexDrop[] {
  const warnings = generalWarnings(schema, options.youngStatisticsDays ?? YOUNG_DAYS)
  const scansOf = scansWithPartitions(schema)
  return schema.tables
    .flatMap((table) => dropsOf(table, schema, scansOf, warnings))
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes || a.name.localeCompare(b.name))
}

type ScansOf = (index: Index) => number | undefined

function dropsOf(table: Table, schema: Schema, scansOf: ScansOf, warnings: readonly string[]): IndexDrop[] {
  const indexes = table.indexes.filter(
    (index) => index.isValid && index.isReady && index.parent === undefined,
  )
  const gone = new Set<Index>()
  const drops: IndexDrop[] = []
  const drop = (
    index: Index,
    reason: IndexDrop['reason'],
    detail: string,
    by?: Index,
    also: string[] = [],
  ): void => {
    gone.add(index)
    drops.push({
      sql: dropSql(table, index),
      name: index.name,
      schema: table.schema,
      table: table.name,
      definition: index.definition,
      sizeBytes: index.sizeBytes ?? 0,
      reason,
      detail,
      coveredBy: by?.name ?? null,
      warnings: [...warningsOf(table, index), ...also, ...(reason === 'unused' ? warnings : [])],
    })
  }
  const isUnused = (index: Index): boolean => scansOf(index) === 0
  const free = indexes.filter((index) => !isNeeded(index))

  for (const index of free) {
    const keeper = indexes
      .filter(
        (other) => other !== index && !gone.has(other) && isDuplicate(index, other) && replaces(other, index),
      )
      .toSorted(byWorth)
      .find((other) => byWorth(other, index) < 0)
    // Where nobody uses either, both are said to be unused.
    if (keeper && !(isUnused(index) && isUnused(keeper) && !isNeeded(keeper))) {
      drop(index, 'duplicate', `${keeper.name} has the same key, predicate and access method.`, keeper)
    }
  }
  const duplicated = new Set(drops.map(({ coveredBy }) => coveredBy))
  const unused = new Set(
    free.filter(
      (index) =>
        !gone.has(index) &&
        isUnused(index) &&
        !duplicated.has(index.name) &&
        !isOnlySupport(index, table, schema),
    ),
  )
  // The widest first: a cover that goes itself is then known to.
  const widestFirst = free.toSorted(
    (a, b) => b.keys.length - a.keys.length || b.include.length - a.include.length,
  )
  for (const index of widestFirst) {
    if (gone.has(index) || index.isUnique) continue
    const cover = indexes.find(
      (other) =>
        other !== index &&
        !gone.has(other) &&
        !unused.has(other) &&
        !isDuplicate(index, other) &&
        isCoveredBy(index, other),
    )
    if (!cover) continue
    drop(
      index,
      'redundant',
      `${cover.name} begins with the same key, so it serves the same conditions and orders.`,
      cover,
      sizeWarning(index, cover),
    )
  }
  for (const index of unused) {
    if (!gone.has(index)) drop(index, 'unused', unusedDetail(table, index, schema))
  }
  return drops
}

/** What would be lost is more than speed, or cannot be dropped by itself. */
function isNeeded(index: Index): boolean {
  return (
    index.isPrimary ||
    index.isExclusion ||
    index.constraint !== undefined ||
    index.isReplicaIdentity ||
    index.supportsForeignKeys.length > 0
  )
}

/** A unique index checks something; only one that checks the same may stand for it. */
function replaces(keeper: Index, index: Index): boolean {
  return !index.isUnique || (keeper.isUnique && keeper.nullsNotDistinct === index.nullsNotDistinct)
}

/** Which of two duplicates stays: what is needed, then what is unique, clustered by, older. */
function byWorth(a: Index, b: Index): number {
  return worth(b) - worth(a) || a.oid - b.oid
}

function worth(index: Index): number {
  return (isNeeded(index) ? 4 : 0) + (index.isUnique ? 2 : 0) + (index.isClustered ? 1 : 0)
}

/** Unused so far, but the only way by which a delete of the referenced table finds its rows. */
function isOnlySupport(index: Index, table: Table, schema: Schema): boolean {
  if (index.isUnique) return true
  return supportedForeignKeys(index, table).some((foreignKey) => {
    const isLast = !table.indexes.some(
      (other) => other !== index && other.isValid && isSupporting(other, foreignKey),
    )
    const referenced = schema.tables.find(({ oid }) => oid === foreignKey.references)
    const { deleted, updated } = referenced?.writes ?? { deleted: undefined, updated: undefined }
    return isLast && (deleted === undefined || deleted > 0 || (updated ?? 0) > 0)
  })
}

function unusedDetail(table: Table, index: Index, schema: Schema): string {
  const since =
    schema.statisticsSince === undefined
      ? 'since the counters began'
      : `since ${new Date(schema.statisticsSince).toISOString().slice(0, 10)}`
  const { inserted = 0, updated = 0, hotUpdated = 0 } = table.writes ?? {}
  const writes = inserted + updated - hotUpdated
  const kept =
    writes > 0 ? `; ${writes.toLocaleString('en-US')} writes to ${table.name} kept it up to date` : ''
  return `No query scanned ${index.name} ${since}${kept}.`
}

function warningsOf(table: Table, index: Index): string[] {
  const warnings: string[] = []
  if (index.isClustered) warnings.push(`${table.name} was clustered by it: CLUSTER without a name needs it.`)
  const supported = supportedForeignKeys(index, table).filter(
    (foreignKey) =>
      !table.indexes.some((other) => other !== index && other.isValid && isSupporting(other, foreignKey)),
  )
  for (const { name, referencedTable } of supported) {
    warnings.push(
      `It is the last index that supports the foreign key ${name}: a delete from ${referencedTable} would read all of ${table.name}.`,
    )
  }
  if (table.kind === 'partitioned table') {
    warnings.push(
      'An index of a partitioned table cannot be dropped CONCURRENTLY: readers and writers of all its partitions wait for a moment.',
    )
  }
  return warnings
}

function sizeWarning(index: Index, cover: Index): string[] {
  const [size, larger] = [index.sizeBytes ?? 0, cover.sizeBytes ?? 0]
  if (size === 0 || larger < size * MUCH_LARGER) return []
  return [
    `${cover.name} is ${(larger / size).toFixed(1)} times as large: scans of many entries will read more.`,
  ]
}

/** What makes any count of scans doubtful. */
function generalWarnings(schema: Schema, youngDays: number): string[] {
  const warnings: string[] = []
  const { statisticsSince, readAt, replicas } = schema
  if (statisticsSince === undefined) {
    warnings.push(
      'Since when scans are counted is not known: the counters were never reset, or a crash emptied them.',
    )
  } else if (readAt - statisticsSince < youngDays * DAY_MS) {
    const days = Math.max(0, Math.floor((readAt - statisticsSince) / DAY_MS))
    const age = days === 0 ? 'less than a day' : days === 1 ? 'one day' : `${days} days`
    warnings.push(`Scans are counted for ${age} only: what runs once a month may not have run.`)
  }
  if (schema.isStandby) {
    warnings.push(
      'This server is a standby: the scans of the primary, where an index has to be dropped, are not counted here.',
    )
  } else if (replicas === undefined) {
    warnings.push('Whether there are replicas could not be seen: queries there may use it.')
  } else if (replicas > 0) {
    warnings.push(
      `${replicas === 1 ? 'A replica streams' : `${replicas} replicas stream`} from this server: queries there may use it, and their scans are not counted here.`,
    )
  }
  return warnings
}

/** Scans of an index of a partitioned table are counted for those of its partitions. */
function scansWithPartitions(schema: Schema): ScansOf {
  const children = Map.groupBy(
    schema.tables.flatMap(({ indexes }) => indexes),
    ({ parent }) => parent,
  )
  const scansOf = (index: Index): number | undefined => {
    const parts = children.get(index.oid)
    if (!parts) return index.scans
    const counts = parts.map(scansOf)
    return counts.some((count) => count === undefined)
      ? undefined
      : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  }
  return scansOf
}

function dropSql(table: Table, index: Index): string {
  const concurrently = table.kind === 'partitioned table' ? '' : ' CONCURRENTLY'
  return `DROP INDEX${concurrently} ${quoteIdentifier(table.schema)}.${quoteIdentifier(index.name)}`
}
