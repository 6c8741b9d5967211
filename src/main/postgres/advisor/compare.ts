import type { Plan } from '#shared/contract/plan.ts'
import { Failure } from '#shared/failure.ts'
import { planFromText } from '../explain/index.ts'
import { quoteIdentifier } from '../explain/account/quote-identifier.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Session, withSession } from '../session/session.ts'
import { readSchema } from '../schema/read-schema.ts'
import { shapeOfSql } from '../statement/shape/shape-of.ts'
import { parseSql } from '../statement/parser.ts'
import { readStatement } from '../statement/statement.ts'
import { explainFully, type PlannableQuery } from './costs/plannable.ts'
import { withTypicalValues } from './costs/typical-values.ts'
import { allowTrials } from './trial-guard.ts'

export interface CompareInput {
  sql: string
  parameters?: (string | null)[] | undefined
  /** CREATE INDEX statements. */
  indexes: readonly string[]
  allowTrial?: boolean | undefined
  confirmation?: string | undefined
}

/**
 * The plan of one statement as it is, and with indexes that do not exist. Nothing is run. Throws a
 * Failure: BAD_INPUT for the texts, REFUSED where HypoPG is missing as `adviseIndexes` does, and what
 * the server says to an index.
 */
export async function compareIndexes(
  target: PostgresTarget,
  input: CompareInput,
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<{ before: Plan; after: Plan }> {
  const { text, check, refusal } = await readStatement(input.sql, signal)
  if (refusal !== undefined)
    throw new Failure('BAD_INPUT', `There is no plan for ${check.command}.`, { hint: refusal })
  const given = input.parameters?.length ?? 0
  if (given > 0 && given !== check.parameters) {
    throw new Failure(
      'BAD_INPUT',
      `The statement takes ${check.parameters} parameters, and ${given} were given.`,
    )
  }
  const asGiven: PlannableQuery = {
    text,
    parameterCount: check.parameters,
    parameters: given > 0 ? input.parameters : undefined,
  }
  const indexes: string[] = []
  for (const sql of input.indexes) indexes.push(await plainCreateIndex(sql, signal))
  const texts = await withSession(target, timeouts, signal, async (session) => {
    const [row] = await session.run(
      `SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'`,
    )
    const hypopg = row?.[0] ?? undefined
    if (hypopg === undefined) allowTrials(target, input, await isInstallable(session))
    const query = given > 0 ? asGiven : await withTypical(session, asGiven, signal)
    const before = await explainFully(session, query)
    const after = await (hypopg === undefined
      ? explainBuilt(session, query, indexes)
      : explainImagined(session, query, indexes, quoteIdentifier(hypopg)))
    return { before, after, serverVersion: session.serverVersion }
  })
  const planOf = async (json: string): Promise<Plan> => {
    const plan = await planFromText(json, signal)
    return { ...plan, sql: text.trim(), serverVersion: texts.serverVersion }
  }
  return { before: await planOf(texts.before), after: await planOf(texts.after) }
}

/** The values that the advice is given for, so that both show the same plans. */
async function withTypical(
  session: Session,
  query: PlannableQuery,
  signal: AbortSignal | undefined,
): Promise<PlannableQuery> {
  if (query.parameterCount === 0) return query
  const schema = await readSchema(session)
  const shape = await shapeOfSql(query.text, schema, signal)
  if (!shape) return query
  return { ...query, ...(await withTypicalValues(query.text, query.parameterCount, shape, schema, signal)) }
}

async function isInstallable(session: Session): Promise<boolean> {
  const [row] = await session.run(
    `SELECT pg_catalog.count(*) FROM pg_catalog.pg_available_extensions WHERE name = 'hypopg'`,
  )
  return Number(row?.[0] ?? 0) > 0
}

/** Without CONCURRENTLY, which a transaction does not take. Throws BAD_INPUT for any other statement. */
async function plainCreateIndex(sql: string, signal: AbortSignal | undefined): Promise<string> {
  const { statements } = await parseSql(sql, signal)
  const [first] = statements
  if (statements.length !== 1 || !first?.stmt || !('IndexStmt' in first.stmt)) {
    throw new Failure('BAD_INPUT', 'Only CREATE INDEX statements can be compared, one in each text.', {
      hint: `This is none: ${sql.slice(0, 80)}`,
    })
  }
  const bytes = Buffer.from(sql)
  const start = first.stmt_location ?? 0
  const text = bytes
    .subarray(start, first.stmt_len === undefined ? bytes.length : start + first.stmt_len)
    .toString()
    .trim()
  // The parser has said that it is a CREATE INDEX; the word can only stand before the name.
  return first.stmt.IndexStmt.concurrent === true ? text.replace(/\bconcurrently\b/i, '') : text
}

async function explainImagined(
  session: Session,
  query: PlannableQuery,
  indexes: readonly string[],
  hypopg: string,
): Promise<string> {
  const names: [made: string, wanted: string][] = []
  for (const sql of indexes) {
    const [row] = await session.run(`SELECT indexname FROM ${hypopg}.hypopg_create_index($1)`, [sql])
    const made = row?.[0]
    if (made === undefined || made === null) throw new Failure('SERVER_ERROR', 'HypoPG made no index.')
    const wanted = await indexNameOf(sql)
    if (wanted !== undefined) names.push([made, wanted])
  }
  const text = await explainFully(session, query)
  await session.run(`SELECT ${hypopg}.hypopg_reset()`)
  // HypoPG has names of its own, <13543>btree_orders_status.
  return names.reduce(
    (json, [made, wanted]) =>
      json.replaceAll(`"Index Name": ${JSON.stringify(made)}`, `"Index Name": ${JSON.stringify(wanted)}`),
    text,
  )
}

async function indexNameOf(sql: string): Promise<string | undefined> {
  const [first] = (await parseSql(sql)).statements
  return first?.stmt && 'IndexStmt' in first.stmt ? first.stmt.IndexStmt.idxname : undefined
}

async function explainBuilt(
  session: Session,
  query: PlannableQuery,
  indexes: readonly string[],
): Promise<string> {
  await session.restart('READ WRITE')
  for (const sql of indexes) await session.run(sql)
  return await explainFully(session, query)
}
