import type { Milliseconds } from '#shared/units.ts'
import type { Schema } from '../../schema/schema.ts'
import { count, counted, duration, percent } from '../../wording.ts'
import type { ReadStatement, StatementRule } from './rule.ts'

const ttls: readonly { label: string; seconds: number }[] = [
  { label: '1 s', seconds: 1 },
  { label: '1 min', seconds: 60 },
  { label: '10 min', seconds: 600 },
]
/** Of less nobody would run a cache. */
const leastSharePercent = 2
const leastCalls = 20
/** A cache of ten minutes that misses more often than this is not worth its stale answers. */
const leastSaved = 0.5

/**
 * Reads that come again and again with the same values, and what a cache of their results would save.
 *
 * Runs of one set of values are taken to come at random at the rate r seen: each miss is followed by a
 * time T without one, then by 1/r until the next run, so rT / (1 + rT) of the runs are answered by the
 * cache. With as many sets of values as the columns hold, all as common, that is the least it saves:
 * the more unequal they are, the more often the common ones come.
 */
export const repeatedReads: StatementRule = {
  kind: 'repeated-reads',
  find: ({ statements, windowMs, schema }) =>
    statements.flatMap((read) => {
      const { statement, shape } = read
      const [outer] = shape.blocks
      if (windowMs === undefined || windowMs <= 0 || shape.command !== 'SELECT' || !outer) return []
      if (shape.writes.length > 0 || outer.locksRows || shape.tables.length === 0) return []
      if (statement.calls < leastCalls || statement.sharePercent < leastSharePercent) return []
      const keys = differentValues(read, schema)
      if (keys === undefined) return []
      const perSecond = statement.calls / (windowMs / 1000)
      const saved = ttls.map(({ label, seconds }) => ({
        label,
        share: savedShare(perSecond / keys, seconds),
      }))
      const best = saved.at(-1)?.share ?? 0
      if (best < leastSaved) return []
      return [
        {
          statement,
          costMs: best * statement.totalMs,
          title:
            keys === 1
              ? `The same question is asked ${rate(perSecond)}`
              : `The same questions are asked again and again, ${rate(perSecond)}`,
          detail: `${counted(statement.calls, 'run')} in ${duration(windowMs)}${keys === 1 ? ', all alike' : `, for at most ${count(keys)} different values`}, ${duration(statement.totalMs)} of the database's time. A cache of the result would save at least ${saved.map(({ label, share }) => `${percent(share)} of it at a TTL of ${label}`).join(', ')}.`,
          advice:
            'Cache the result for as long as it may be old, in the service or in Redis, and drop it when its tables are written to.',
          evidence: saved.map(({ label, share }) => ({
            label: `Saved an hour at a TTL of ${label}`,
            value: savedPerHour(share, statement.totalMs, windowMs),
          })),
          proposals: [],
        },
      ]
    }),
}

/** Of the runs that a cache answers, 0 to 1; `rate` is that of one set of values, a second. */
export function savedShare(rate: number, ttlSeconds: number): number {
  return (rate * ttlSeconds) / (1 + rate * ttlSeconds)
}

/** How many different sets of values there can be, from the columns they are compared with; 1 without parameters. */
function differentValues({ shape }: ReadStatement, schema: Schema): number | undefined {
  let product = 1
  for (const use of shape.parameters) {
    if (use.kind !== 'compared' || use.operator !== '=') return undefined
    const column = use.table.table?.columns.find(({ name }) => name === use.column)
    if (column?.statistics === undefined || !schema.tables.some((table) => table === use.table.table)) {
      return undefined
    }
    product *= Math.max(1, column.statistics.distinct)
  }
  return product
}

function savedPerHour(share: number, totalMs: Milliseconds, windowMs: Milliseconds): string {
  return `${duration(share * totalMs * (3_600_000 / windowMs))} (${percent(share)})`
}

function rate(perSecond: number): string {
  if (perSecond >= 1) return `${count(perSecond)} times a second`
  return perSecond * 60 >= 1
    ? `${count(perSecond * 60)} times a minute`
    : `${count(perSecond * 3600)} times an hour`
}
