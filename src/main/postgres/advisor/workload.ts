import type { WorkloadQuery } from '#shared/contract/advisor.ts'
import type { StatementList } from '#shared/contract/statements.ts'
import { Failure } from '#shared/failure.ts'
import type { Schema } from '../schema/schema.ts'
import { readStatement } from '../statement/statement.ts'
import { shapeOfSql } from '../statement/shape/shape-of.ts'
import type { StatementShape } from '../statement/shape/shape.ts'
import { isOwnStatement, readsOnlyCatalogues } from '../statements/own.ts'
import { LONGEST_QUERY } from '../statements/to-statements.ts'
import type { PlannableQuery } from './costs/plannable.ts'
import { withTypicalValues } from './costs/typical-values.ts'

/** A query of the workload, read and resolved against the schema. */
export interface AdvisedQuery extends PlannableQuery {
  id: string
  /** As given. */
  sql: string
  weight: number
  shape: StatementShape
}

export interface SkippedQuery {
  id: string
  sql: string
  reason: string
}

/** More are not planned: the costliest come first, and what follows adds little. */
const MOST_QUERIES = 500

/** What reads or writes rows of tables; the rest has no plan. */
const planned = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/**
 * The workload of a list of statements, weighted by calls, costliest first. Utility statements, Pitwall's
 * own and those that read only the server's catalogues are left out.
 *
 * @param readTexts the whole texts by statement id, of those of which the list has only the beginning
 * @throws Failure UNSUPPORTED for a list that was not counted by pg_stat_statements
 */
export async function workloadOfStatements(
  list: StatementList,
  readTexts: (statementIds: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<WorkloadQuery[]> {
  if (list.source !== 'pg_stat_statements') {
    const [first] = list.limitations
    throw new Failure('UNSUPPORTED', 'Without pg_stat_statements there is no workload to advise for.', {
      hint: `${first ? `${first.message} ${first.hint} ` : ''}Or give the statements themselves.`,
    })
  }
  const chosen = list.statements.filter(
    ({ command, query, tables, calls }) =>
      planned.has(command) && calls > 0 && !isOwnStatement(query, command) && !readsOnlyCatalogues(tables),
  )
  const long = chosen.filter(({ query }) => query.length >= LONGEST_QUERY).map(({ id }) => id)
  const texts = long.length > 0 ? await readTexts(long) : new Map<string, string>()
  return chosen
    .toSorted((a, b) => b.totalMs - a.totalMs)
    .map(({ id, query, calls }) => ({ id, sql: texts.get(id) ?? query, weight: calls }))
}

/** The protocol counts them in 16 bits. */
const MOST_PARAMETERS = 65_535

/** Reads every statement; what cannot be planned is skipped with its reason. Throws CANCELLED. */
export async function readWorkload(
  workload: readonly WorkloadQuery[],
  schema: Schema,
  signal: AbortSignal | undefined,
): Promise<{ queries: AdvisedQuery[]; skipped: SkippedQuery[] }> {
  const queries: AdvisedQuery[] = []
  const skipped: SkippedQuery[] = []
  for (const { id, sql, weight, parameters } of workload) {
    const skip = (reason: string): void => {
      skipped.push({ id, sql, reason })
    }
    if (queries.length >= MOST_QUERIES) {
      skip(`Only the first ${MOST_QUERIES} statements of a workload are planned.`)
      continue
    }
    try {
      const { text, check, refusal } = await readStatement(sql, signal)
      const shape = await shapeOfSql(text, schema, signal)
      const given = parameters?.length ?? 0
      if (refusal !== undefined || !shape) skip(refusal ?? 'There is no statement in it.')
      else if (check.parameters > MOST_PARAMETERS) {
        skip('It has more parameters than the protocol can carry, which is 65,535.')
      } else if (given > 0 && given !== check.parameters) {
        skip(`It takes ${check.parameters} parameters, and ${given} were given.`)
      } else if (given > 0 || check.parameters === 0) {
        const values = given > 0 ? { parameters } : { parameters: undefined }
        queries.push({ id, sql, weight, shape, text, parameterCount: check.parameters, ...values })
      } else {
        const typical = await withTypicalValues(text, check.parameters, shape, schema, signal)
        queries.push({ id, sql, weight, shape, ...typical, parameters: undefined })
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'BAD_INPUT') throw error
      skip(error.message)
    }
  }
  return { queries, skipped }
}
