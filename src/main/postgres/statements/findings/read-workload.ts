import type { Finding, Limitation } from '#shared/contract/finding.ts'
import type { StatementList } from '#shared/contract/statements.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { PostgresTarget, Timeouts } from '../../postgres-target.ts'
import { readSchema } from '../../schema/read-schema.ts'
import { type Session, withSession } from '../../session/session.ts'
import { parseSql } from '../../statement/parser.ts'
import { shapeOf } from '../../statement/shape/shape-of.ts'
import type { Schema, Table } from '../../schema/schema.ts'
import { findInWorkload, type ReadStatement, type Workload } from './index.ts'
import { readStoredWidths } from './stored-widths.ts'

/** Of each order: together they are nearly all of the time and of the calls of any workload. */
const mostByTime = 300
const mostByCalls = 200

/**
 * What the statements of a list show that costs time, costliest first. `texts` has the whole texts by
 * statement id. Reads the catalogue and settings over a connection of its own; runs none of the
 * statements. Throws a Failure as every session does.
 */
export async function findStatementFindings(
  target: PostgresTarget,
  list: StatementList,
  readTexts: (statementIds: readonly string[]) => Promise<ReadonlyMap<string, string>>,
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<{ findings: Finding[]; limitations: Limitation[] }> {
  const chosen = [
    ...new Set([
      ...list.statements.slice(0, mostByTime),
      ...list.statements.toSorted((a, b) => b.calls - a.calls).slice(0, mostByCalls),
    ]),
  ]
  const texts = await readTexts(chosen.map(({ id }) => id))
  const workload = await withSession(target, timeouts, signal, async (session): Promise<Workload> => {
    const surroundings = await readSurroundings(session)
    const statements: ReadStatement[] = []
    for (const statement of chosen) {
      throwIfCancelled(signal)
      const text = texts.get(statement.id) ?? statement.query
      const read = await readStatement(text, surroundings.schema, signal)
      if (read) statements.push({ statement, ...read })
    }
    return {
      ...surroundings,
      statements,
      storedWidths: await readStoredWidths(session, tablesOfStars(statements)),
      windowMs: list.since === null ? undefined : list.until - list.since,
    }
  })
  return {
    findings: findInWorkload(workload),
    limitations: limitationsOf(workload.schema, list, chosen.length),
  }
}

/** The tables that `*` is read from. */
function tablesOfStars(statements: readonly ReadStatement[]): Table[] {
  const tables = statements.flatMap(({ shape: { blocks } }) => {
    const [outer] = blocks
    return (outer?.stars ?? []).flatMap(({ source }) => outer?.sources[source]?.name?.table ?? [])
  })
  return [...new Set(tables)].filter(({ kind }) => kind === 'table' || kind === 'materialized view')
}

async function readSurroundings(session: Session): Promise<Pick<Workload, 'schema' | 'workMem'>> {
  const [row] = await session.run(
    `SELECT /* pitwall */ pg_catalog.pg_size_bytes(pg_catalog.current_setting('work_mem'))`,
  )
  return { schema: await readSchema(session), workMem: Number(row?.[0]) }
}

/** Undefined for a text that the parser does not take: cut off, or of another grammar. */
async function readStatement(
  text: string,
  schema: Schema,
  signal: AbortSignal | undefined,
): Promise<Omit<ReadStatement, 'statement'> | undefined> {
  try {
    const { statements, tokens } = await parseSql(text, signal, { withTokens: true })
    const statement = statements[0]?.stmt
    return statement && { text, tokens, shape: shapeOf(statement, schema) }
  } catch (error) {
    if (error instanceof Failure && error.code === 'BAD_INPUT') return undefined
    throw error
  }
}

function limitationsOf({ missing }: Schema, list: StatementList, looked: number): Limitation[] {
  const limitations = missing
    .filter(({ part }) => part === 'column statistics')
    .map(({ reason }) => ({
      message: `Findings that need column statistics are left out: ${reason}`,
      hint: 'GRANT SELECT on the tables, or pg_read_all_stats and pg_read_all_data, to the role.',
      proposals: [],
    }))
  const rest = list.statements.length - looked
  if (rest <= 0) return limitations
  return [
    ...limitations,
    {
      message: `${rest} statements were not looked through: the costliest ${mostByTime} and the ${mostByCalls} run most often were.`,
      hint: 'Record a window while what you care about runs: its statements come first there.',
      proposals: [],
    },
  ]
}
