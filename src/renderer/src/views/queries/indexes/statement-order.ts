/** In which order the statements of a workload stand. Pure. */
import type { Advice } from '#shared/contract/advisor.ts'

type Query = Advice['queries'][number]

export type StatementOrder = 'saved' | 'weight' | 'before' | 'after'

const figures: Record<StatementOrder, (query: Query) => number> = {
  saved: ({ weight, costBefore, costAfter }) => weight * (costBefore - costAfter),
  weight: ({ weight }) => weight,
  before: ({ costBefore }) => costBefore,
  after: ({ costAfter }) => costAfter,
}

/** The largest first. */
export function sortStatements(queries: readonly Query[], order: StatementOrder): Query[] {
  const figure = figures[order]
  return queries.toSorted((a, b) => figure(b) - figure(a))
}
