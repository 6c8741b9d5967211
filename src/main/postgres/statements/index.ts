/**
 * Statements: what runs on a Postgres server. Reads the counters of pg_stat_statements, whatever
 * version the extension is of; the difference between two moments as a recording; the history of a
 * statement over the moments at which it was read; and, where the extension is missing, what looking at
 * pg_stat_activity shows. What cannot be seen is said, with what would make it seen.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { HistoryPoint, Recording, StatementList } from '#shared/contract/statements.ts'
import { Failure } from '#shared/failure.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { sampleActivity } from './activity/sample.ts'
import { readList, type ReadStatementsOptions } from './list.ts'
import { lookAt, workloadOf } from './look.ts'
import { createMemories, rememberApplication, serverOf } from './memory.ts'
import { createMoments } from './recordings/moments.ts'
import { createRecordings } from './recordings/recordings.ts'
import { endRecording, listRecording } from './recordings/window.ts'
import { readStatementTexts } from './whole-texts.ts'

export { readStatements } from './list.ts'
export { suggestParameters } from './parameters/suggest.ts'
export { readStatementTexts } from './whole-texts.ts'

export interface StatementsOptions {
  database: DatabaseSync
  /** Epoch milliseconds. */
  now?: () => number
}

export interface StatementsRoom {
  /**
   * The costliest statements since the reset, or in a recorded window. Without a recording, and with a
   * target that is kept, also keeps the moment for the history, at most once a minute.
   */
  list: (
    target: PostgresTarget,
    options: ReadStatementsOptions & { recordingId?: string | undefined },
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => Promise<StatementList>
  /** The whole text of one statement. Throws NOT_FOUND when the server has it no longer. */
  get: (
    target: PostgresTarget,
    statementId: string,
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => Promise<{ statementId: string; query: string }>
  /** The whole texts of many, by statement id, as far as they are to be had. */
  texts: (
    target: PostgresTarget,
    statementIds: readonly string[],
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => Promise<Map<string, string>>
  /** Looks ten times a second, lists twice a second; ends after the time, or when the signal fires. */
  sample: (
    target: PostgresTarget,
    seconds: number,
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => AsyncGenerator<StatementList>
  recordings: (targetId: string) => Recording[]
  record: (
    target: PostgresTarget,
    label: string,
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => Promise<Recording>
  stopRecording: (
    id: string,
    resolveTarget: (targetId: string) => Promise<PostgresTarget>,
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => Promise<Recording>
  removeRecording: (id: string) => void
  history: (targetId: string, statementId: string) => HistoryPoint[]
}

export function createStatements({ database, now = Date.now }: StatementsOptions): StatementsRoom {
  const memoryOf = createMemories()
  const moments = createMoments(database)
  const recordings = createRecordings(database)

  const look = async (target: PostgresTarget, timeouts: Timeouts, signal: AbortSignal | undefined) =>
    await lookAt(target, memoryOf(target), timeouts, signal, now)

  return {
    async list(target, { recordingId, limit }, timeouts, signal) {
      if (recordingId === undefined) {
        return readList(await look(target, timeouts, signal), memoryOf(target), limit, now, (snapshot) => {
          if (target.id !== undefined) moments.keep(target.id, serverOf(target), snapshot)
        })
      }
      const recording = recordings.get(recordingId)
      requireSame(target, recording)
      if (recording.endedAt !== null) return listRecording(recording, recordings.outcome(recordingId), limit)
      const seen = await look(target, timeouts, signal)
      const outcome = endRecording(recordings.start(recordingId), seen, memoryOf(target))
      return listRecording({ ...recording, endedAt: now() }, outcome, limit)
    },
    async get(target, statementId, timeouts, signal) {
      const texts = await readStatementTexts(target, [statementId], timeouts, signal)
      const query = texts.get(statementId) ?? recordings.text(target.id ?? '', statementId)
      if (query !== undefined) return { statementId, query }
      throw new Failure('NOT_FOUND', 'The server no longer has the text of this statement.', {
        hint: 'It was thrown out for want of room, or the counters were reset. Refresh the list.',
      })
    },
    async texts(target, statementIds, timeouts, signal) {
      const found = await readStatementTexts(target, statementIds, timeouts, signal)
      for (const id of statementIds) {
        const kept = found.has(id) ? undefined : recordings.text(target.id ?? '', id)
        if (kept !== undefined) found.set(id, kept)
      }
      return found
    },
    sample: (target, seconds, timeouts, signal) =>
      sampleActivity(target, seconds, timeouts, signal, now, (sessions) => {
        const memory = memoryOf(target)
        for (const { queryId, userId, databaseId, application } of sessions) {
          if (queryId !== null) rememberApplication(memory, `${queryId}:${userId}:${databaseId}`, application)
        }
      }),
    recordings: (targetId) => recordings.list(targetId),
    async record(target, label, timeouts, signal) {
      if (target.id === undefined) throw new Error('Only of targets that are kept there are recordings.')
      const seen = await look(target, timeouts, signal)
      if (seen.source === 'pg_stat_activity') {
        throw new Failure('UNSUPPORTED', 'A recording needs the counters of pg_stat_statements.', {
          hint: `${seen.why.message} ${seen.why.hint}`,
        })
      }
      const snapshot = workloadOf(seen, memoryOf(target))
      moments.keep(target.id, serverOf(target), snapshot, 'always')
      return recordings.begin(target.id, serverOf(target), label, snapshot)
    },
    async stopRecording(id, resolveTarget, timeouts, signal) {
      const { server, ...recording } = recordings.get(id)
      if (recording.endedAt !== null) return recording
      const target = await resolveTarget(recording.targetId)
      requireSame(target, { ...recording, server })
      const seen = await look(target, timeouts, signal)
      const outcome = endRecording(recordings.start(id), seen, memoryOf(target))
      const ranIds = outcome.ranked.map(({ entry }) => entry.id)
      const texts = await readStatementTexts(target, ranIds, timeouts, signal)
      if (seen.source === 'pg_stat_statements') {
        moments.keep(recording.targetId, serverOf(target), workloadOf(seen, memoryOf(target)), 'always')
      }
      const ranked = outcome.ranked.map((one) => {
        const query = texts.get(one.entry.id)
        return query === undefined ? one : { ...one, text: { ...one.text, query } }
      })
      return recordings.end(id, now(), { ...outcome, ranked })
    },
    removeRecording: (id) => recordings.remove(id),
    history: (targetId, statementId) => moments.history(targetId, statementId),
  }
}

/** The counters of two servers have nothing to do with each other. */
function requireSame(target: PostgresTarget, recording: Recording & { server: string }): void {
  if (target.id === recording.targetId && serverOf(target) === recording.server) return
  throw new Failure('BAD_INPUT', `The recording ${recording.label} is of another server.`, {
    hint: `It is of ${recording.server}. Remove it, or choose one of this target.`,
  })
}
