import { Failure } from '#shared/failure.ts'
import { explainPrefix, GENERIC_PLAN_SINCE } from '../../explain-command.ts'
import type { Session } from '../../session/session.ts'

/** A statement whose plan can be asked for again and again on one session. */
export interface PlannableQuery {
  /** One statement, without EXPLAIN in front and `;` behind. */
  text: string
  /** Highest `$n`. */
  parameterCount: number
  /** Values for all of them; without, the plan is the generic one. */
  parameters: readonly (string | null)[] | undefined
}

/** Asks for the plan; only what the search reads is in it. */
export type AskPlan = () => Promise<ExplainedPlan>

export interface ExplainedPlan {
  /** Total cost of the root. */
  cost: number
  /** Of the root. */
  rows: number
  /** Names of the indexes it reads, each once, in the order of the plan. */
  indexes: string[]
}

/** A node of EXPLAIN's JSON, as far as it is read here. */
interface RawNode {
  'Total Cost'?: number
  'Plan Rows'?: number
  'Index Name'?: string
  Plans?: RawNode[]
}

const preparable = /^(?:select|insert|update|delete|merge|values|with|table|\()/i

/**
 * Prepares a statement for being planned many times, and plans it once. Throws a Failure where the
 * server refuses it; the transaction goes on.
 */
export async function preparePlanning(
  session: Session,
  query: PlannableQuery,
  number: number,
): Promise<{ ask: AskPlan; first: ExplainedPlan }> {
  await session.runSimple('SAVEPOINT pitwall_plan')
  try {
    const ask = await planner(session, query, number)
    const first = await ask()
    await session.runSimple('RELEASE SAVEPOINT pitwall_plan')
    return { ask, first }
  } catch (error) {
    // Anything but the server's own refusal has ended the session.
    if (error instanceof Failure && 'sqlState' in error.facts && error.code !== 'CANCELLED') {
      await session.runSimple('ROLLBACK TO SAVEPOINT pitwall_plan')
    }
    throw error
  }
}

async function planner(session: Session, query: PlannableQuery, number: number): Promise<AskPlan> {
  const { text, parameters, parameterCount } = query
  const prefix = 'EXPLAIN (FORMAT JSON, COSTS ON) '
  if (parameterCount === 0 || parameters) {
    return async () => readPlan(await session.run(prefix + text, parameters))
  }
  if (session.versionNumber >= GENERIC_PLAN_SINCE) {
    // The extended protocol would want values for $1, $2…; the simple one leaves them as they are.
    const sql = 'EXPLAIN (GENERIC_PLAN, FORMAT JSON, COSTS ON) ' + text
    return async () => readPlan(await session.runSimple(sql))
  }
  if (!preparable.test(text.trimStart())) {
    throw new Failure('BAD_INPUT', 'A statement of this kind takes no parameters.')
  }
  const name = `pitwall_advise_${number}`
  await session.run(`PREPARE ${name} AS ${text}`)
  await session.run('SET LOCAL plan_cache_mode = force_generic_plan')
  const nulls = Array.from({ length: parameterCount }, () => 'NULL').join(', ')
  return async () => {
    // The plan of a prepared statement is kept, whatever indexes were imagined since.
    await session.run('DISCARD PLANS')
    return readPlan(await session.run(`${prefix}EXECUTE ${name}(${nulls})`))
  }
}

/** The whole plan as text, for showing: with everything that {@link explainPrefix} asks for. */
export async function explainFully(session: Session, query: PlannableQuery): Promise<string> {
  const { text, parameters, parameterCount } = query
  const isGeneric = parameterCount > 0 && !parameters
  const ownOption = isGeneric && session.versionNumber >= GENERIC_PLAN_SINCE
  const prefix = explainPrefix(session.versionNumber, { analyze: false, genericPlan: ownOption })
  if (!isGeneric) return textOf(await session.run(prefix + text, parameters))
  if (ownOption) return textOf(await session.runSimple(prefix + text))
  await session.run('DEALLOCATE ALL')
  await session.run(`PREPARE pitwall_compare AS ${text}`)
  await session.run('SET LOCAL plan_cache_mode = force_generic_plan')
  const nulls = Array.from({ length: parameterCount }, () => 'NULL').join(', ')
  return textOf(await session.run(`${prefix}EXECUTE pitwall_compare(${nulls})`))
}

function textOf(rows: (string | null)[][]): string {
  return rows.map(([line]) => line ?? '').join('\n')
}

function readPlan(rows: (string | null)[][]): ExplainedPlan {
  // Written by the server a moment ago, in the format that was asked for.
  const [explained] = JSON.parse(textOf(rows)) as { Plan?: RawNode }[]
  const root = explained?.Plan
  if (root?.['Total Cost'] === undefined) throw new Failure('SERVER_ERROR', 'The server gave no plan for it.')
  const indexes = new Set<string>()
  const open: RawNode[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node['Index Name'] !== undefined) indexes.add(node['Index Name'])
    open.push(...(node.Plans ?? []))
  }
  return { cost: root['Total Cost'], rows: writtenRows(root), indexes: [...indexes] }
}

/** A ModifyTable says 0 rows unless it returns them; what it writes is what its child gives. */
function writtenRows(root: RawNode): number {
  return root['Plan Rows'] || (root.Plans?.[0]?.['Plan Rows'] ?? 0)
}
