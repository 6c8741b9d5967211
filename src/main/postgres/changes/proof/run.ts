import * as z from 'zod'
import type { Plan } from '#shared/contract/plan.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { explainPrefix } from '../../explain-command.ts'
import { planFromText } from '../../explain/index.ts'
import type { Session } from '../../session/session.ts'
import type { Measurable } from './measurable.ts'

/** The server prints three decimals: less than this cannot be told from nothing. */
const CLOCK_STEP: Milliseconds = 0.001

/**
 * How long the server takes to execute a statement once.
 *
 * Of the ways to time it this lies least. The clock at the client has the network and the driver's
 * reading of every row in it, which the change does not touch and which vary most. EXPLAIN ANALYZE as
 * people run it reads a clock at every row of every node, which makes a nested loop look up to twice as
 * slow, so that plans with few rows per node win unfairly. With TIMING and BUFFERS off only rows are
 * counted. BUFFERS is named because it comes with ANALYZE by itself since Postgres 18.
 *
 * Not in it: planning (prepared statements plan once, and taking an index away and back makes the next
 * planning slower), and sending the rows, which is the same on both sides.
 */
export async function timeOnce(session: Session, { text, parameters }: Measurable): Promise<Milliseconds> {
  const rows = await session.run(TIMED + text, parameters)
  const [output] = explainOutput.parse(JSON.parse(textOf(rows)))
  if (output === undefined) throw new Failure('SERVER_ERROR', 'EXPLAIN gave no execution time.')
  return Math.max(output['Execution Time'], CLOCK_STEP)
}

const TIMED = 'EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, COSTS OFF, SUMMARY ON, FORMAT JSON) '
const explainOutput = z.array(z.object({ 'Execution Time': z.number() }))

/** Runs a statement once with all that EXPLAIN can tell: for its plan and its blocks, not for its time. */
export async function planOnce(
  session: Session,
  { text, parameters }: Measurable,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  const prefix = explainPrefix(session.versionNumber, { analyze: true, genericPlan: false })
  const plan = await planFromText(textOf(await session.run(prefix + text, parameters)), signal)
  return { ...plan, sql: text.trim(), serverVersion: session.serverVersion }
}

function textOf(rows: (string | null)[][]): string {
  return rows.map(([line]) => line ?? '').join('\n')
}
