import type { Session } from '../session/session.ts'
import type { PostgresTarget } from '../postgres-target.ts'
import type { TextFacts } from './texts/understand.ts'

/** What is remembered of a server between looks, so that a look costs little. Lost with the process. */
export interface TargetMemory {
  /** By query id: the text as far as a list shows it; `facts` once it has been read with the parser. */
  texts: Map<string, { query: string; facts: TextFacts | undefined }>
  /** By statement id. */
  applications: Map<string, Set<string>>
}

const MOST_APPLICATIONS = 20
const MOST_REMEMBERED = 20_000

/** One memory for each server, database and role; another address of the same target is another server. */
export function createMemories(): (target: PostgresTarget) => TargetMemory {
  const memories = new Map<string, TargetMemory>()
  return (target) => {
    const key = `${target.id ?? ''} ${serverOf(target)} ${target.address.user}`
    const memory = memories.get(key) ?? { texts: new Map(), applications: new Map() }
    memories.set(key, memory)
    return memory
  }
}

/** Host, port and database: counters of another are never compared with these. */
export function serverOf({ address }: PostgresTarget): string {
  return `${address.host}:${address.port}/${address.database}`
}

/** Forgets texts of statements that are gone, when there are very many. */
export function forgetTexts(memory: TargetMemory, known: ReadonlySet<string>): void {
  if (memory.texts.size <= MOST_REMEMBERED) return
  for (const queryId of memory.texts.keys()) if (!known.has(queryId)) memory.texts.delete(queryId)
}

export function rememberApplication(memory: TargetMemory, statementId: string, application: string): void {
  if (application === '') return
  const known = memory.applications.get(statementId) ?? new Set()
  if (known.size < MOST_APPLICATIONS) known.add(application)
  if (memory.applications.size < MOST_REMEMBERED) memory.applications.set(statementId, known)
}

export function applicationsOf(memory: TargetMemory, statementId: string): string[] {
  return [...(memory.applications.get(statementId) ?? [])].toSorted()
}

/** Looks who runs what now, or ran it last: query ids are in pg_stat_activity since 14. */
export async function lookForApplications(session: Session, memory: TargetMemory): Promise<void> {
  if (session.versionNumber < 140_000) return
  const rows = await session.run(
    `SELECT /* pitwall */ DISTINCT query_id, usesysid, datid, application_name FROM pg_catalog.pg_stat_activity
      WHERE query_id IS NOT NULL AND application_name <> '' AND datname = pg_catalog.current_database()
        AND pid <> pg_catalog.pg_backend_pid()`,
  )
  for (const [queryId, userId, databaseId, application] of rows) {
    rememberApplication(memory, `${queryId}:${userId}:${databaseId}`, application ?? '')
  }
}
