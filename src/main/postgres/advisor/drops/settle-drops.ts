import type { IndexDrop } from '#shared/contract/advisor.ts'
import { isSupporting, supportedForeignKeys } from './foreign-keys.ts'
import { isCoveredBy, isDuplicate } from './same-work.ts'
import type { Index, Schema, Table } from '../../schema/schema.ts'

/**
 * An index is called unused only where its table has been at work while scans were counted: for a day,
 * or for this many scans of the table. Before that, every index of a server whose counters have just
 * been reset would be.
 */
const LEAST_SCANS = 10
/** Building an index reads the table, too: the leader and up to three helpers, each counted. */
const SCANS_OF_BUILDING = 4
const LONG_ENOUGH_MS = 86_400_000

export interface SettledDrops {
  drops: IndexDrop[]
  /** Names of indexes that nobody has used, where it is too early to say so. */
  tooEarly: IndexDrop[]
}

/**
 * Puts the plainest reason first. That an index is a twin of another or begins it is so whether anybody
 * has used either or not, and needs no counters; that nobody uses it takes time to know.
 */
export function settleDrops(drops: readonly IndexDrop[], schema: Schema): SettledDrops {
  const settled = drops.flatMap((drop) => {
    const table = schema.tables.find(
      ({ schema: name, name: own }) => name === drop.schema && own === drop.table,
    )
    const index = table?.indexes.find(({ name }) => name === drop.name)
    if (!table || !index || drop.reason !== 'unused') return [drop]
    const plainer = byDefinition(drop, index, table)
    if (plainer) return [plainer]
    return isLastSupport(index, table) ? [] : [drop]
  })
  // Of two that do the same, one goes; whether the other is of use shows when it is alone.
  const kept = new Set(settled.map((drop) => `${drop.schema}.${drop.coveredBy ?? ''}`))
  const rest = settled.filter((drop) => drop.reason !== 'unused' || !kept.has(`${drop.schema}.${drop.name}`))
  const isEarly = (drop: IndexDrop): boolean =>
    drop.reason === 'unused' &&
    !isWatched(
      schema.tables.find(({ schema: name, name: own }) => name === drop.schema && own === drop.table),
      schema,
    )
  return { drops: rest.filter((drop) => !isEarly(drop)), tooEarly: rest.filter(isEarly) }
}

/** Dropped, its foreign key would be told to have no index: it is worth having before anybody deletes. */
function isLastSupport(index: Index, table: Table): boolean {
  return supportedForeignKeys(index, table).some(
    (foreignKey) =>
      !table.indexes.some((other) => other !== index && other.isValid && isSupporting(other, foreignKey)),
  )
}

function byDefinition(drop: IndexDrop, index: Index, table: Table): IndexDrop | undefined {
  const others = table.indexes.filter((other) => other !== index && other.isValid && other.isReady)
  // Of two the older one stays.
  const twin = others.find((other) => isDuplicate(index, other) && other.oid < index.oid)
  if (twin) {
    return {
      ...drop,
      reason: 'duplicate',
      detail: `${twin.name} has the same key, predicate and access method.`,
      coveredBy: twin.name,
      warnings: [],
    }
  }
  const cover = others.find((other) => !isDuplicate(index, other) && isCoveredBy(index, other))
  if (!cover || index.isUnique) return undefined
  return {
    ...drop,
    reason: 'redundant',
    detail: `${cover.name} begins with the same key, so it serves the same conditions and orders.`,
    coveredBy: cover.name,
    warnings: [],
  }
}

function isWatched(table: Table | undefined, { statisticsSince, readAt }: Schema): boolean {
  if (statisticsSince !== undefined && readAt - statisticsSince >= LONG_ENOUGH_MS) return true
  const { sequentialScans = 0, indexScans = 0 } = table?.writes ?? {}
  const building = SCANS_OF_BUILDING * (table?.indexes.length ?? 0)
  return Math.max(0, sequentialScans - building) + indexScans >= LEAST_SCANS
}
