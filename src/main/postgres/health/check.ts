import type { Limitation } from '#shared/contract/finding.ts'
import { endsCheckUp, notExamined, settled, unknownSection } from '#main/check-up.ts'
import type { HealthReport, HealthSection } from '#shared/contract/health.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Session, withSession } from '../session/session.ts'
import type { EarlierSizes, TableSizes } from './growth/store.ts'
import { readGrowth } from './growth/read.ts'
import type { Query } from './query.ts'
import { type Diagnosis, type Examination, limitation, type Section, type Sources } from './section.ts'
import { sections } from './sections/index.ts'
import { readServer, type Server } from './server/server.ts'

/** A check-up is to be read, not waited for: one query of it that takes longer is left out. */
const LONGEST_QUERY: Milliseconds = 10_000
/** Sizes wait for a table that is being rebuilt; a section does without them. */
const LONGEST_LOCK: Milliseconds = 500

export interface CheckOptions {
  /** Where the sizes of each check-up are kept; without it no growth is told. */
  growth?: TableSizes | undefined
}

/**
 * The check-up of one database: every section with its evidence, findings and changes. Reads
 * catalogues and statistics alone, each section in a transaction of its own, so that one which fails
 * becomes `unknown` and the others go on. Changes nothing on the server.
 *
 * Throws a Failure where the server cannot be reached or is lost, and CANCELLED.
 */
export async function checkHealth(
  target: PostgresTarget,
  options: CheckOptions,
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<HealthReport> {
  const checkedAt = Date.now()
  const startedAt = performance.now()
  const shorter = {
    connectTimeoutMs: timeouts.connectTimeoutMs,
    statementTimeoutMs: Math.min(timeouts.statementTimeoutMs, LONGEST_QUERY),
    lockTimeoutMs: Math.min(timeouts.lockTimeoutMs, LONGEST_LOCK),
  }
  return await withSession(target, shorter, signal, async (session) => {
    const server = await readServer(session, target)
    const earlier = await keepSizes(session, target, options.growth, checkedAt)
    const examined: HealthSection[] = []
    for (const section of sections) {
      throwIfCancelled(signal)
      examined.push(await examine(section, session, server, earlier))
    }
    return {
      checkedAt,
      elapsedMs: performance.now() - startedAt,
      serverVersion: session.serverVersion,
      traits: server.traits,
      sections: examined,
    }
  })
}

async function examine(
  section: Section,
  session: Session,
  server: Server,
  earlier: EarlierSizes | undefined,
): Promise<HealthSection> {
  const sources: Sources = []
  const limitations: Limitation[] = []
  const { id, title } = section
  await session.restart('READ ONLY')
  try {
    const diagnosis = await section.examine(examinationOf(session, server, earlier, sources, limitations))
    return { id, title, ...settle(diagnosis, server, limitations), sources, limitations }
  } catch (error) {
    if (!(error instanceof Failure) || endsCheckUp(error)) throw error
    limitations.push(notExamined(title, error, hintOf(error, server)))
    return unknownSection(section, sources, limitations)
  }
}

function examinationOf(
  session: Session,
  server: Server,
  earlier: EarlierSizes | undefined,
  sources: Sources,
  limitations: Limitation[],
): Examination {
  const read = async <Row>(query: Query<Row>): Promise<Row[]> => {
    const rows = await session.run(query.sql)
    sources.push({ title: query.title, sql: query.sql })
    return rows.map((row) => query.decode(row))
  }
  return {
    server,
    earlier,
    session,
    read,
    async tryRead(query, refused) {
      await session.run('SAVEPOINT section')
      try {
        return await read(query)
      } catch (error) {
        if (!(error instanceof Failure) || endsCheckUp(error)) throw error
        await session.run('ROLLBACK TO SAVEPOINT section')
        limitations.push(refused)
        return undefined
      }
    },
    limit: (refused) => limitations.push(refused),
  }
}

/** A standby takes no changes: what it shows is cured on its primary. */
function settle(diagnosis: Diagnosis, server: Server, limitations: Limitation[]): ReturnType<typeof settled> {
  const told = settled(diagnosis)
  if (!server.isStandby) return told
  const { findings } = told
  if (findings.some(({ proposals }) => proposals.length > 0)) {
    limitations.push(
      limitation(
        'This server is a standby: it takes no changes.',
        'Examine and change the primary; the standby follows it.',
      ),
    )
  }
  for (const each of limitations) each.proposals = []
  return { ...told, findings: findings.map((finding) => ({ ...finding, proposals: [] })) }
}

function hintOf(error: Failure, server: Server): string | undefined {
  if (error.code === 'PERMISSION' || error.facts['sqlState'] === '42501') {
    return `An administrator may run: GRANT pg_monitor TO ${server.role}.`
  }
  return error.hint
}

async function keepSizes(
  session: Session,
  { id, address }: PostgresTarget,
  growth: TableSizes | undefined,
  at: number,
): Promise<EarlierSizes | undefined> {
  if (!growth) return undefined
  const name = id ?? `${address.host}:${address.port}/${address.database}`
  const earlier = growth.earlier(name, at)
  await session.restart('READ ONLY')
  try {
    growth.record(name, at, await readGrowth(session))
  } catch (error) {
    // Sizes that could not be read are missing from the next comparison, and from nothing else.
    if (!(error instanceof Failure) || endsCheckUp(error)) throw error
  }
  return earlier
}
