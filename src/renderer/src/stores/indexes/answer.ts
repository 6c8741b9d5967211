/** What an answer means for what can be done with it, and what has happened since. Pure. */
import type { Advice, IndexProposal } from '#shared/contract/advisor.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import type { AdviceAnswer } from './model.ts'

/** Changes after which every cost is as it was. */
const withoutEffect = new Set(['cancel-backend', 'terminate-backend', 'reset-statements', 'create-extension'])

/** The changes to a target that were applied or undone since the advice was made, the newest first. */
export function changesSince(
  { ledger }: Pick<AdviceAnswer, 'ledger'>,
  changes: readonly ChangeHead[],
  targetId: string,
): ChangeHead[] {
  return changes.filter(
    ({ id, targetId: changed, status, kind }) =>
      changed === targetId &&
      (status === 'applied' || status === 'undone') &&
      ledger.get(id) !== status &&
      // What was applied and undone since leaves things as they were.
      !(status === 'undone' && ledger.get(id) === undefined) &&
      !withoutEffect.has(kind),
  )
}

/** The applied change that made just this, if there is one. */
export function changeThatDid(
  sql: string,
  changes: readonly ChangeHead[],
  targetId: string,
): ChangeHead | undefined {
  const bare = bareSql(sql)
  return changes.find(
    (change) => change.targetId === targetId && change.status === 'applied' && bareSql(change.sql) === bare,
  )
}

function bareSql(sql: string): string {
  return sql.trim().replace(/;$/, '').trimEnd()
}

/** The contract measures so many statements at most. */
const mostMeasured = 20

/** What to run before and after creating an index: the statements that gain from it, the most first. */
export function statementsToMeasure(
  proposal: IndexProposal,
  { advice, parameters }: Pick<AdviceAnswer, 'advice' | 'parameters'>,
): Runnable[] {
  const weights = new Map(advice.queries.map(({ id, weight }) => [id, weight]))
  const texts = new Map(advice.queries.map(({ id, sql }) => [id, sql]))
  return proposal.gains
    .filter(({ costBefore, costAfter }) => costAfter < costBefore)
    .toSorted((a, b) => gain(b, weights) - gain(a, weights))
    .slice(0, mostMeasured)
    .flatMap(({ queryId }) => {
      const sql = texts.get(queryId)
      const values = parameters.get(queryId)
      return sql === undefined ? [] : [values === undefined ? { sql } : { sql, parameters: values }]
    })
}

/** Weighted cost that one statement saves. */
function gain(
  { queryId, costBefore, costAfter }: IndexProposal['gains'][number],
  weights: ReadonlyMap<string, number>,
): number {
  return (costBefore - costAfter) * (weights.get(queryId) ?? 1)
}

/** The proposed indexes that the plan of a statement would use. */
export function indexesFor(advice: Advice, queryId: string): string[] {
  const uses = advice.queries.find(({ id }) => id === queryId)?.uses ?? []
  return advice.indexes.filter(({ name }) => uses.includes(name)).map(({ sql }) => sql)
}

/** What of the workload's cost the proposals save, as a share of one; 0 for a workload without cost. */
export function savedShare({ baselineCost, cost }: Pick<Advice, 'baselineCost' | 'cost'>): number {
  return baselineCost > 0 ? (baselineCost - cost) / baselineCost : 0
}
