import type { Statement } from '#shared/contract/statements.ts'
import { isOwnStatement, readsOnlyCatalogues } from '../own.ts'
import { type SchemaOf, tableNames } from '../read/relations.ts'
import type { NormalisedText } from '../texts/understand.ts'
import { MOST_STATEMENTS, shortened } from '../to-statements.ts'
import type { SeenSession } from './look.ts'

/** What was seen of one text by one role. */
interface Group {
  id: string
  queryId: string | null
  role: string
  text: string
  applications: Set<string>
  runs: number
  totalMs: number
}

/** Of sessions that send a different text each time, so many are told apart. */
const MOST_GROUPS = 50_000

/**
 * The distinct runs in a series of looks: by process and start of the statement. A run's time is what
 * was seen of it last, so it is a lower bound until its end has been seen.
 */
export class Runs {
  readonly #groups = new Map<string, Group>()
  readonly #last = new Map<number, { startedAt: string; elapsedMs: number; group: Group }>()

  /** Takes one look. A run that ended before `sinceMsAgo` is none of this series. */
  add(sessions: readonly SeenSession[], sinceMsAgo: number): void {
    for (const session of sessions) {
      if (!session.running && session.endedMsAgo > sinceMsAgo) continue
      const last = this.#last.get(session.pid)
      if (last?.startedAt === session.startedAt) {
        const longer = Math.max(0, session.elapsedMs - last.elapsedMs)
        last.group.totalMs += longer
        last.elapsedMs += longer
        continue
      }
      const group = this.#groupOf(session)
      if (!group) continue
      group.runs++
      group.totalMs += session.elapsedMs
      if (session.application !== '') group.applications.add(session.application)
      this.#last.set(session.pid, { startedAt: session.startedAt, elapsedMs: session.elapsedMs, group })
    }
  }

  /** All different texts seen. */
  texts(): string[] {
    return [...new Set([...this.#groups.values()].map(({ text }) => text))]
  }

  /** The statements, their values taken out, costliest first. */
  statements(
    normalised: ReadonlyMap<string, NormalisedText>,
    schemaOf: SchemaOf,
    limit: number = MOST_STATEMENTS,
  ): Statement[] {
    const merged = new Map<string, Group & { facts: NormalisedText }>()
    for (const group of this.#groups.values()) {
      const facts = normalised.get(group.text) ?? {
        command: '',
        relations: [],
        normalised: group.text,
        fingerprint: group.text,
      }
      // A server's own query id is the id that pg_stat_statements would have; else the parser's word.
      const id =
        group.queryId === null ? `text:${facts.fingerprint}:${group.id}` : `${group.queryId}:${group.id}`
      const known = merged.get(id)
      if (!known) merged.set(id, { ...group, id, facts, applications: new Set(group.applications) })
      else {
        known.runs += group.runs
        known.totalMs += group.totalMs
        for (const application of group.applications) known.applications.add(application)
      }
    }
    const listed = [...merged.values()].flatMap((group) => {
      const tables = tableNames(group.facts.relations, schemaOf)
      const isLeftOut =
        isOwnStatement(group.facts.normalised, group.facts.command) || readsOnlyCatalogues(tables)
      return isLeftOut ? [] : [{ group, tables }]
    })
    const total = listed.reduce((sum, { group }) => sum + group.totalMs, 0)
    return listed
      .toSorted(({ group: a }, { group: b }) => b.totalMs - a.totalMs || (a.id < b.id ? -1 : 1))
      .slice(0, Math.min(limit, MOST_STATEMENTS))
      .map(({ group, tables }) => ({
        id: group.id,
        queryId: group.queryId,
        query: shortened(group.facts.normalised),
        command: group.facts.command,
        tables,
        role: group.role,
        applications: [...group.applications].toSorted(),
        calls: group.runs,
        totalMs: group.totalMs,
        meanMs: group.totalMs / group.runs,
        ...noCounters,
        sharePercent: total === 0 ? 0 : (100 * group.totalMs) / total,
      }))
  }

  #groupOf({ text, role, queryId, userId, databaseId }: SeenSession): Group | undefined {
    const key = `${queryId ?? ''}\0${userId}\0${queryId === null ? text : ''}`
    const known = this.#groups.get(key)
    if (known || this.#groups.size >= MOST_GROUPS) return known
    const group = {
      id: `${userId}:${databaseId}`,
      queryId,
      role,
      text,
      applications: new Set<string>(),
      runs: 0,
      totalMs: 0,
    }
    this.#groups.set(key, group)
    return group
  }
}

/** The list has these for every statement; looking from outside does not show them. */
const noCounters = {
  rows: 0,
  sharedHit: 0,
  sharedRead: 0,
  sharedDirtied: 0,
  sharedWritten: 0,
  tempRead: 0,
  tempWritten: 0,
}
