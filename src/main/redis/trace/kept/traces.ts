import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { TraceEvent, TraceHead, TraceSummary } from '#shared/contract/redis/traces.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { RedisTarget } from '../../redis-target.ts'
import { partialName } from '../record/trace-writer.ts'
import { recordTrace, type RecordOptions } from '../record/record-trace.ts'
import { traceSummary } from '../summary/trace-summary.ts'
import { createTraceRows, type KeptTrace, type TraceRows } from './rows.ts'

export interface TracesOptions {
  database: DatabaseSync
  /** The user-data folder: recordings are in `traces` below it. */
  home: string
}

/** The traces that are kept: recordings of Pitwall's own, and files of the user that it was shown. */
export interface Traces {
  /** Records as {@link recordTrace}, and keeps what was recorded. One recording of a target at a time. */
  record: (
    target: RedisTarget,
    input: Pick<RecordOptions, 'mode' | 'seconds' | 'maxBytes' | 'confirmation'>,
    timeouts: { connectTimeoutMs: Milliseconds },
    signal?: AbortSignal,
  ) => AsyncGenerator<TraceEvent>
  /** Ends a recording before its time; what there is is kept. Throws NOT_FOUND where none runs. */
  stop: (targetId: string) => void
  /** The newest first; of a target also those that were read from files. */
  list: (targetId?: string) => TraceHead[]
  /** What a trace says; summed up again where its file has changed. Throws NOT_FOUND. */
  get: (id: string, signal?: AbortSignal) => Promise<TraceSummary>
  /** The file of a trace, to be read with `readTrace`. Throws NOT_FOUND. */
  file: (id: string) => string
  /**
   * Reads a file of the user. It is not copied: it stays where it is and the user's own, also when the
   * trace is removed.
   *
   * @throws Failure NOT_FOUND or BAD_INPUT where it cannot be read or has no accesses, CANCELLED
   */
  importFile: (file: string, signal?: AbortSignal) => Promise<TraceHead>
  /** Forgets a trace, with its file where Pitwall recorded it. Throws NOT_FOUND. */
  remove: (id: string) => Promise<void>
}

/** A file that is being recorded into changes several times a second. */
const ABANDONED: Milliseconds = 3_600_000

export function createTraces({ database, home }: TracesOptions): Traces {
  const rows = createTraceRows(database)
  const folder = join(home, 'traces')
  removeAbandoned(folder)
  /** What stops the recordings that run, by their target. */
  const running = new Map<string, AbortController>()

  async function* record(...[target, input, timeouts, signal]: Parameters<Traces['record']>) {
    const key = target.id ?? target.name
    if (running.has(key)) {
      throw new Failure('REFUSED', `A recording of ${target.name} is running already.`, {
        hint: 'Stop it, or wait until it ends.',
      })
    }
    const stop = new AbortController()
    running.set(key, stop)
    try {
      const id = randomUUID()
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, `${id}.jsonl.gz`)
      const options = { ...input, id, file, stop: stop.signal }
      for await (const event of recordTrace(target, options, timeouts, signal)) {
        if (event.type === 'trace') rows.keep(await keptTrace(event.summary, true))
        yield event
      }
    } finally {
      running.delete(key)
    }
  }

  return {
    record,
    stop(targetId) {
      const stop = running.get(targetId)
      if (!stop) throw new Failure('NOT_FOUND', 'Nothing is recorded there now.')
      stop.abort()
    },
    list: (targetId) => rows.heads(targetId),
    get: async (id, signal) => await getTrace(rows, id, signal),
    file: (id) => found(rows, id).summary.head.file,
    async importFile(given, signal) {
      const file = given.startsWith('~/') ? join(homedir(), given.slice(2)) : resolve(given)
      const id = rows.idOfFile(file) ?? randomUUID()
      const summary = await traceSummary(file, { head: { id, name: basename(file) }, signal })
      if (summary.head.accesses === 0) {
        throw new Failure('BAD_INPUT', `There are no accesses in ${file}.`, {
          hint: 'It may be the output of MONITOR, CSV or JSON Lines with a key on each line, or a list of keys.',
        })
      }
      rows.keep(await keptTrace(summary, rows.find(id)?.owned ?? false))
      return summary.head
    },
    async remove(id) {
      const { summary, owned } = found(rows, id)
      if (owned) await rm(summary.head.file, { force: true })
      rows.remove(id)
    },
  }
}

async function getTrace(rows: TraceRows, id: string, signal: AbortSignal | undefined): Promise<TraceSummary> {
  const trace = found(rows, id)
  const { head } = trace.summary
  const now = await stat(head.file).catch(() => undefined)
  if (!now) {
    const gone = {
      message: `The file of this trace is no longer at ${head.file}: it cannot be simulated or replayed.`,
      hint: 'Put it back, or import it from where it is now.',
      proposals: [],
    }
    return { ...trace.summary, limitations: [gone, ...trace.summary.limitations] }
  }
  if (now.size === trace.fileBytes && now.mtimeMs === trace.fileChangedAt) return trace.summary
  const summary = await traceSummary(head.file, { head, signal })
  rows.keep(await keptTrace(summary, trace.owned))
  return summary
}

function found(rows: TraceRows, id: string): KeptTrace {
  const trace = rows.find(id)
  if (!trace) throw new Failure('NOT_FOUND', 'There is no such trace.', { hint: 'It may have been removed.' })
  return trace
}

async function keptTrace(summary: TraceSummary, owned: boolean): Promise<KeptTrace> {
  const { size, mtimeMs } = await stat(summary.head.file)
  return { summary, owned, fileBytes: size, fileChangedAt: mtimeMs }
}

/** What a recording left that was killed with the workbench. */
function removeAbandoned(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return // nothing was recorded yet
  }
  for (const name of names) {
    const file = join(folder, name)
    if (!name.endsWith(partialName(''))) continue
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > ABANDONED) rmSync(file, { force: true })
  }
}
