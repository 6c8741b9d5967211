import type { Schema } from '../../schema/schema.ts'
import type { StatementShape } from '../../statement/shape/shape.ts'
import type { Candidate, CandidateLimits, QueryShape } from '../candidate.ts'
import { type Access, accessesOf } from './access.ts'
import { coveringColumns } from './covering.ts'
import { addMerged } from './merge.ts'
import { columnPartOf, type Part } from './part.ts'
import { predicatesOf } from './partial.ts'
import { Pool, type Rank } from './pool.ts'
import { servingIndex } from './served.ts'
import { bySelectivity, directSequences, distinctParts, permutedSequences } from './sequences.ts'
import { specialKeys } from './special.ts'

export { servingIndex } from './served.ts'

/** A search has thousands of planner calls to spend, not more. */
const MOST_CANDIDATES = 4000

/**
 * Every index that could help a workload, the likeliest first: for each place where a query reads a
 * table, the keys that its conditions, joins and orders ask for, alone and with all columns of the
 * query; other orders of up to three columns; partial, expression, GIN, GiST and BRIN indexes where the
 * conditions are for them; and what several queries could share. Pure and deterministic.
 *
 * What an existing index serves already is left in where a query asks for just that, for the advisor
 * to say so; not among the other orders and the shared ones.
 */
export function candidatesFor(
  shapes: readonly QueryShape<StatementShape>[],
  schema: Schema,
  { maxWidth }: CandidateLimits,
): Candidate[] {
  const pool = new Pool()
  for (const { queryId, shape } of shapes) {
    for (const access of accessesOf(queryId, shape, schema)) {
      addAccess(access, schema, maxWidth, pool)
    }
  }
  addMerged(pool, maxWidth)
  return pool
    .ranked()
    .filter(({ candidate, rank, table }) => rank === 0 || servingIndex(candidate, table) === undefined)
    .slice(0, MOST_CANDIDATES)
    .map(({ candidate }) => candidate)
}

function addAccess(access: Access, schema: Schema, maxWidth: number, pool: Pool): void {
  const { table, queryId } = access
  const ids = [queryId]
  const direct = directSequences(access, maxWidth)
  const add = (rank: Rank, parts: readonly Part[]): void => pool.add(rank, ids, { table, parts })
  const addCovering = (parts: readonly Part[], rank: Rank = 1): void => {
    const include = coveringColumns(access, parts)
    if (include) pool.add(rank, ids, { table, parts, include })
  }
  for (const parts of direct) add(0, parts)
  for (const parts of direct) addCovering(parts)
  const { pairs, triples } = permutedSequences(access, maxWidth)
  for (const parts of pairs) add(2, parts)
  for (const parts of pairs) addCovering(parts, 3)
  for (const parts of triples) add(3, parts)
  addNarrow(access, pool)
  addPartial(access, direct, pool, maxWidth)
  for (const { accessMethod, key, columns } of specialKeys(access, schema)) {
    const part: Part = { id: JSON.stringify(key), key, column: undefined, columns, distinct: undefined }
    pool.add(0, ids, { table, parts: [part], accessMethod })
  }
}

/** All columns that a query reads of a table, for itself a narrower table; by each of its keys first. */
function addNarrow(access: Access, pool: Pool): void {
  const { table, queryId, used } = access
  const keys = used.flatMap((name) => {
    const column = table.columns.find((one) => one.name === name)
    return (column && columnPartOf(column)) ?? []
  })
  const conditions = distinctParts([...access.equal, ...access.lists, ...access.joined, ...access.ranges])
  const leading = conditions.length > 0 ? [] : keys.slice(0, 1)
  for (const part of leading) {
    const include = coveringColumns(access, [part])
    if (include) pool.add(1, [queryId], { table, parts: [part], include })
    else if (used.length === 1 && access.canCover) pool.add(1, [queryId], { table, parts: [part] })
  }
}

/** A partial index needs no key of what its predicate says; where nothing is left, that is its key. */
function addPartial(access: Access, direct: readonly Part[][], pool: Pool, maxWidth: number): void {
  const { table, queryId } = access
  const predicates = predicatesOf(access)
  const combined =
    predicates.length > 1
      ? [
          {
            sql: predicates.map(({ sql }) => sql).join(' AND '),
            columns: predicates.map(({ column }) => column),
          },
        ]
      : []
  const each = predicates.map(({ sql, column }) => ({ sql, columns: [column] }))
  for (const { sql, columns } of [...each, ...combined]) {
    const isFree = (part: Part): boolean => !part.columns.some((name) => columns.includes(name))
    const keys = direct
      .map((parts) => parts.filter(isFree).slice(0, maxWidth))
      .filter((parts) => parts.length > 0)
    const fallback = keys.length > 0 ? [] : fallbackKeys(access, columns)
    for (const parts of [...keys, ...fallback]) {
      pool.add(0, [queryId], { table, parts, predicate: sql })
      const include = coveringColumns(access, parts)?.filter((name) => !columns.includes(name))
      if (include && include.length > 0) pool.add(1, [queryId], { table, parts, include, predicate: sql })
    }
  }
}

function fallbackKeys(access: Access, columns: readonly string[]): Part[][] {
  const { table } = access
  const names = [
    ...(table.indexes.find(({ isPrimary }) => isPrimary)?.keys.map(({ column }) => column) ?? []),
    ...columns,
  ]
  const parts = names.flatMap((name) => {
    const column = table.columns.find((one) => one.name === name)
    return (column && columnPartOf(column)) ?? []
  })
  const [first] = bySelectivity(parts)
  return first ? [[first]] : []
}
