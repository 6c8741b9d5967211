/**
 * The jobs: long work that is under way or has lately ended, whoever started it. The router registers
 * each long procedure here, so that the drawer shows it, a reload of the window does not lose it, and
 * it can be cancelled from anywhere.
 */
import { randomUUID } from 'node:crypto'
import type { Job } from '#shared/contract/app.ts'
import { Failure } from '#shared/failure.ts'
import { LiveValue } from '../live-value.ts'

/** Ended jobs that are kept for the drawer. */
const KEPT_AFTER_END = 50

export interface JobHead {
  title: string
  target?: string | undefined
}

type JobUpdate = Pick<Job, 'message' | 'progress'>

export interface Jobs {
  /**
   * Runs a stream of events as a job. The job ends as the stream does; cancelling it, or the caller's
   * own signal, aborts the signal the stream was given.
   */
  stream<Event>(
    head: JobHead,
    callerSignal: AbortSignal | undefined,
    start: (signal: AbortSignal) => AsyncGenerator<Event>,
    describe: (event: Event) => JobUpdate,
  ): AsyncGenerator<Event>
  watch(signal: AbortSignal | undefined): AsyncGenerator<Job[]>
  /** Fails with NOT_FOUND where no such job runs. */
  cancel(id: string): void
  /** Forgets the jobs that have ended. */
  clear(): void
  /** Cancels what runs and waits until it has ended. */
  close(): Promise<void>
}

interface RunningJob {
  controller: AbortController
  ended: Promise<void>
}

export function createJobs(now: () => number = Date.now): Jobs {
  const list = new LiveValue<Job[]>([])
  const running = new Map<string, RunningJob>()

  const update = (id: string, change: Partial<Job>): void => {
    list.set(
      list
        .get()
        .map((job) => (job.id === id ? { ...job, ...change, elapsedMs: now() - job.startedAt } : job)),
    )
  }

  async function* stream<Event>(
    head: JobHead,
    callerSignal: AbortSignal | undefined,
    start: (signal: AbortSignal) => AsyncGenerator<Event>,
    describe: (event: Event) => JobUpdate,
  ): AsyncGenerator<Event> {
    const id = randomUUID()
    const controller = new AbortController()
    const ended = Promise.withResolvers<void>()
    running.set(id, { controller, ended: ended.promise })
    const signal = callerSignal ? AbortSignal.any([callerSignal, controller.signal]) : controller.signal
    const job: Job = {
      id,
      title: head.title,
      state: 'running',
      startedAt: now(),
      elapsedMs: 0,
      ...(head.target === undefined ? {} : { target: head.target }),
    }
    list.set([job, ...list.get()].slice(0, KEPT_AFTER_END + running.size))
    // A caller that stops reading ends the stream without an error: that, too, is a cancellation.
    let end: Partial<Job> = { state: 'cancelled' }
    try {
      for await (const event of start(signal)) {
        update(id, describe(event))
        yield event
      }
      end = { state: 'done' }
    } catch (error) {
      end = endOfFailed(error, signal)
      throw error
    } finally {
      controller.abort()
      running.delete(id)
      update(id, end)
      ended.resolve()
    }
  }

  return {
    stream,
    watch: (signal) => list.watch(signal),
    cancel(id) {
      const job = running.get(id)
      if (!job) throw new Failure('NOT_FOUND', 'This job is not running any more.')
      job.controller.abort()
    },
    clear() {
      list.set(list.get().filter((job) => running.has(job.id)))
    },
    async close() {
      const waiting = [...running.values()]
      for (const job of waiting) job.controller.abort()
      await Promise.all(waiting.map((job) => job.ended))
    },
  }
}

function endOfFailed(error: unknown, signal: AbortSignal): Partial<Job> {
  const cancelled = signal.aborted || (error instanceof Failure && error.code === 'CANCELLED')
  if (cancelled) return { state: 'cancelled' }
  return { state: 'failed', message: error instanceof Error ? error.message : String(error) }
}
