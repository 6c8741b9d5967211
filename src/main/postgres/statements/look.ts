import type { Limitation } from '#shared/contract/finding.ts'
import type { Statement } from '#shared/contract/statements.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Session, withSession } from '../session/session.ts'
import { cutTexts, listRuns, whatLookingMisses } from './activity/list.ts'
import { readActivity } from './activity/look.ts'
import { Runs } from './activity/runs.ts'
import type { Entry, Snapshot } from './counters.ts'
import { type Seen, whyNotReadable } from './limitations.ts'
import { applicationsOf, forgetTexts, lookForApplications, type TargetMemory } from './memory.ts'
import { isOwnStatement, readsOnlyCatalogues } from './own.ts'
import { findSchemas, type SchemaOf, tableNames } from './read/relations.ts'
import { readServerFacts, type ServerFacts } from './read/server-facts.ts'
import { readSnapshot } from './read/snapshot.ts'
import { readTexts } from './read/texts.ts'
import { openTextReader } from './texts/text-reader.ts'
import { unread } from './texts/understand.ts'
import { type EntryText, type Ranked, shortened } from './to-statements.ts'

/** What one look at a server gave: the counters, or where they cannot be read, what runs now. */
export type Look =
  | {
      source: 'pg_stat_statements'
      facts: ServerFacts
      /** Every entry, also those of the workbench itself. */
      snapshot: Snapshot
      textOf: (entry: Entry) => EntryText
      /** Texts that the parser has not read yet. */
      unread: number
    }
  | {
      source: 'pg_stat_activity'
      serverVersion: string
      /** What runs now, and what the sessions ran last. */
      list: (limit: number | undefined) => Statement[]
      /** Why there are no counters. */
      why: Limitation
      /** That, and what looking misses. */
      limitations: Limitation[]
    }

/**
 * Reading some 5,000 texts takes a quarter of a second; more or longer ones are read on with the next
 * look.
 */
const LONGEST_READING: Milliseconds = 1500

/** Looks once, in one session. Throws a Failure as every session does. */
export async function lookAt(
  target: PostgresTarget,
  memory: TargetMemory,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  now: () => number,
): Promise<Look> {
  return await withSession(target, timeouts, signal, async (session) => {
    const facts = await readServerFacts(session)
    const why = whyNotReadable(facts)
    const snapshot = why ?? (await tryToRead(session, facts, now))
    if ('message' in snapshot) {
      return await lookAtActivity(session, facts, snapshot, signal)
    }
    await lookForApplications(session, memory)
    const unread = await learnTexts(session, facts, snapshot, memory, signal)
    const schemaOf = await findSchemas(session, namesIn(memory))
    return {
      source: 'pg_stat_statements',
      facts,
      snapshot,
      textOf: (entry) => textOf(entry, memory, schemaOf),
      unread,
    }
  })
}

/** What a session ran last says something about now for so long. */
const LATELY: Milliseconds = 10 * 60_000

async function lookAtActivity(
  session: Session,
  { settings }: ServerFacts,
  why: Limitation,
  signal: AbortSignal | undefined,
): Promise<Look> {
  const runs = new Runs()
  runs.add(await readActivity(session), LATELY)
  const reader = openTextReader()
  try {
    const statements = await listRuns(runs, reader, new Map(), session, signal)
    return {
      source: 'pg_stat_activity',
      serverVersion: session.serverVersion,
      list: statements,
      why,
      limitations: [
        why,
        whatLookingMisses,
        ...cutTexts(runs.texts(), settings['track_activity_query_size'] ?? null),
      ],
    }
  } finally {
    await reader.close()
  }
}

/** The counters, or why they could not be had although everything seemed to be there. */
async function tryToRead(
  session: Session,
  facts: ServerFacts,
  now: () => number,
): Promise<Snapshot | Limitation> {
  if (!facts.extension) throw new Error('whyNotReadable lets through only what has the extension.')
  try {
    return await readSnapshot(session, facts.extension, now)
  } catch (error) {
    const state = error instanceof Failure ? error.facts['sqlState'] : undefined
    // insufficient_privilege; object_not_in_prerequisite_state: not loaded after all.
    if (!(error instanceof Failure) || (state !== '42501' && state !== '55000')) throw error
    await session.restart('READ ONLY')
    return {
      message: `pg_stat_statements cannot be read: ${error.message} Only what is seen running now is listed.`,
      hint:
        state === '42501'
          ? `Have a superuser run: GRANT USAGE ON SCHEMA ${facts.extension.schema} TO this role; GRANT pg_read_all_stats TO this role.`
          : 'Add pg_stat_statements to shared_preload_libraries and restart the server.',
      proposals: [],
    }
  }
}

/** Reads the texts that are not known yet, the costliest first. Returns how many the parser has still to read. */
async function learnTexts(
  session: Session,
  { extension }: ServerFacts,
  { entries }: Snapshot,
  memory: TargetMemory,
  signal: AbortSignal | undefined,
): Promise<number> {
  const costliest = entries.toSorted((a, b) => b.counters.totalMs - a.counters.totalMs)
  const queryIds = new Set(costliest.flatMap(({ queryId }) => (queryId === null ? [] : [queryId])))
  const missing = [...queryIds].filter((queryId) => !memory.texts.get(queryId)?.facts)
  forgetTexts(memory, queryIds)
  if (missing.length === 0 || !extension) return 0
  const texts = await readTexts(session, extension.schema, missing)
  const found = missing.flatMap((queryId) => {
    const text = texts.get(queryId)
    // Empty where the server's file of texts is being rewritten: asked for again with the next look.
    return text === undefined || text === '' ? [] : [{ queryId, text }]
  })
  const reader = openTextReader()
  try {
    const facts = await reader.read(
      found.map(({ text }) => text),
      LONGEST_READING,
      signal,
    )
    for (const [at, { queryId, text }] of found.entries()) {
      memory.texts.set(queryId, { query: shortened(text), facts: facts[at] })
    }
    return found.length - facts.length
  } finally {
    await reader.close()
    throwIfCancelled(signal)
  }
}

function namesIn({ texts }: TargetMemory): NonNullable<Parameters<typeof findSchemas>[1]> {
  return [...texts.values()].flatMap(({ facts }) => facts?.relations ?? [])
}

function textOf({ queryId }: Entry, { texts }: TargetMemory, schemaOf: SchemaOf): EntryText {
  if (queryId === null) return hiddenText
  const known = texts.get(queryId)
  const query = known?.query ?? ''
  const facts = known?.facts ?? unread(query)
  return { query, facts, tables: tableNames(facts.relations, schemaOf) }
}

/** As the server itself calls it. */
const hiddenText: EntryText = {
  query: '<insufficient privilege>',
  facts: { command: '', relations: [] },
  tables: [],
}

/** The snapshot without what is not of the workload: what is worth keeping. */
export function workloadOf(
  look: Extract<Look, { source: 'pg_stat_statements' }>,
  memory: TargetMemory,
): Snapshot {
  const { ranked } = rank(look.snapshot.entries, look, memory)
  return { ...look.snapshot, entries: ranked.map(({ entry }) => entry) }
}

/** The entries of the workload with their texts, and what was left out or could not be seen. */
export function rank(
  entries: readonly Entry[],
  look: Extract<Look, { source: 'pg_stat_statements' }>,
  memory: TargetMemory,
): { ranked: Ranked[]; seen: Seen } {
  const ranked: Ranked[] = []
  let totalMs = 0
  let catalogueMs = 0
  for (const entry of entries) {
    const text = look.textOf(entry)
    totalMs += entry.counters.totalMs
    if (isOwnStatement(text.query, text.facts.command)) continue
    if (readsOnlyCatalogues(text.tables)) catalogueMs += entry.counters.totalMs
    else ranked.push({ entry, text, applications: applicationsOf(memory, entry.id) })
  }
  return {
    ranked,
    seen: {
      evicted: look.snapshot.evicted,
      entries: entries.length,
      hidden: ranked.filter(({ entry }) => entry.queryId === null).length,
      catalogueMs,
      totalMs,
      unread: look.unread,
    },
  }
}
