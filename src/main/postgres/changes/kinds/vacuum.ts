import type { Node, VacuumStmt } from 'libpg-query'
import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { defineKind, type Ending, type Found, neverUndone, type Plan } from '../kind.ts'
import type { Analyze, QualifiedName, Vacuum } from '../known-change.ts'
import { refusedToMaintain } from '../ownership.ts'
import { listed, nameOf, nameOfRange, requireRelation } from '../relations.ts'

const beforeSchema = z.object({ tableOids: z.array(z.string()) })
type Before = z.infer<typeof beforeSchema>

const analyzeNote = 'The former statistics are not kept; ANALYZE at another time makes others.'
const vacuumNote = 'What was dead is gone, and nothing else has changed: there is nothing to take back.'

/** ANALYZE of some tables or of the whole database. */
export const analyze = defineKind<Analyze, Before>({
  kinds: ['analyze'],
  form: 'ANALYZE',
  waitsForLocks: true,
  progress: 'analyze',
  before: beforeSchema,
  ...neverUndone,

  read(statement, text) {
    if (!('VacuumStmt' in statement) || statement.VacuumStmt.is_vacuumcmd === true) return undefined
    const tables = tablesOf(statement.VacuumStmt)
    return { kind: 'analyze', title: titleOf('Analyze', tables), sql: text.sql, notes: [], tables }
  },
  plan: async (session, change) => await planTables(session, change, analyzeNote),
  look: async (session, change, before, ending) =>
    await lookTables(session, before, ending, { columns: ['analyze'], sql: change.sql, note: analyzeNote }),
})

/** VACUUM, also with ANALYZE; not FULL. */
export const vacuum = defineKind<Vacuum, Before>({
  kinds: ['vacuum'],
  form: 'VACUUM (without FULL)',
  waitsForLocks: true,
  progress: 'vacuum',
  before: beforeSchema,
  ...neverUndone,

  read(statement, text) {
    if (!('VacuumStmt' in statement) || statement.VacuumStmt.is_vacuumcmd !== true) return undefined
    const { options } = statement.VacuumStmt
    if (isOn(options, 'full')) {
      throw new Failure(
        'BAD_INPUT',
        'VACUUM FULL writes the table anew and locks everybody out, readers too, until it is done.',
        {
          hint: 'VACUUM without FULL frees the space for new rows. To give it back to the disk without the lock there are pg_repack and pg_squeeze.',
        },
      )
    }
    const tables = tablesOf(statement.VacuumStmt)
    const isAnalyzed = isOn(options, 'analyze')
    return {
      kind: 'vacuum',
      title: titleOf(isAnalyzed ? 'Vacuum and analyze' : 'Vacuum', tables),
      sql: text.sql,
      notes: [],
      tables,
      analyze: isAnalyzed,
    }
  },
  plan: async (session, change) => await planTables(session, change, vacuumNote),
  look: async (session, change, before, ending) =>
    await lookTables(session, before, ending, {
      columns: change.analyze ? ['vacuum', 'analyze'] : ['vacuum'],
      sql: change.sql,
      note: vacuumNote,
    }),
})

function tablesOf({ rels }: VacuumStmt): QualifiedName[] {
  return (rels ?? []).flatMap((rel) =>
    'VacuumRelation' in rel ? [nameOfRange(rel.VacuumRelation.relation)] : [],
  )
}

function titleOf(verb: string, tables: QualifiedName[]): string {
  return `${verb} ${tables.length === 0 ? 'the whole database' : listed(tables.map((table) => nameOf(table)))}`
}

/** An option without a value is on. */
function isOn(options: Node[] | undefined, name: string): boolean {
  const option = (options ?? []).find((node) => 'DefElem' in node && node.DefElem.defname === name)
  if (!option || !('DefElem' in option)) return false
  const { arg } = option.DefElem
  if (arg === undefined) return true
  if ('Boolean' in arg) return arg.Boolean.boolval === true
  if ('Integer' in arg) return (arg.Integer.ival ?? 0) !== 0
  return 'String' in arg && /^(true|on|1)$/i.test(arg.String.sval ?? '')
}

/** Throws REFUSED where the server would skip a table with a mere warning, and call it done. */
async function planTables(session: Session, change: Analyze | Vacuum, note: string): Promise<Plan<Before>> {
  const tableOids: string[] = []
  for (const name of change.tables) {
    const table = await requireRelation(session, name)
    const refusal = await refusedToMaintain(session, table)
    if (refusal) throw new Failure('REFUSED', refusal.message, { hint: refusal.hint })
    tableOids.push(table.oid)
  }
  return {
    statements: [change.sql],
    undo: { sql: null, note },
    warnings: change.notes,
    before: { tableOids },
  }
}

/** Cancelled in the middle it has done a part, and no harm. */
async function lookTables(
  session: Session,
  { tableOids }: Before,
  ending: Ending,
  { columns, sql, note }: { columns: string[]; sql: string; note: string },
): Promise<Found> {
  const done: Found = { state: 'done', undo: { sql: null, note }, made: {} }
  if (ending.how === 'succeeded') return done
  if (ending.how === 'failed') return { state: 'nothing' }
  const since = String(ending.since)
  const last = columns.map((column) => `extract(epoch FROM last_${column}) >= $2::numeric`).join(' AND ')
  const [row] = await session.run(
    `SELECT count(*) FILTER (WHERE ${last}) >= greatest(1, cardinality($1::oid[])) FROM pg_stat_all_tables
      WHERE relid = ANY ($1::oid[]) OR cardinality($1::oid[]) = 0`,
    [`{${tableOids.join(',')}}`, since],
  )
  return row?.[0] === 't'
    ? done
    : { state: 'nothing', message: `It did not come to its end; no harm is done. Run it again: ${sql}.` }
}
