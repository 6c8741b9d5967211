import { Failure } from '#shared/failure.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { evaluateIn, type Inspector } from '../inspector/index.ts'
import { askAgent, putAgent, type Reading } from '../live/index.ts'

/** What the process did while it was loaded. */
export interface Counted {
  elapsedMs: Milliseconds
  cpuMs: Milliseconds
  pauseMs: Milliseconds
  longestPauseMs: Milliseconds
  scavenges: number
  markSweeps: number
  /** The most that was seen. */
  residentBytes: Bytes
}

/** The agent counts from one question to the next, and ends where nobody asks it for 10 s. */
const BETWEEN_QUESTIONS_MS: Milliseconds = 1_000

/**
 * Counts what the main thread does while the work runs.
 *
 * @throws what the work throws, and Failure where the process is gone or does not answer
 */
export async function countWhile<T>(
  inspector: Inspector,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<{ result: T; counted: Counted }> {
  const readings: Reading[] = []
  const ask = async (): Promise<void> => {
    const options = { signal, timeoutMs: Infinity }
    const reading = await evaluateIn(inspector, askAgent.schema, askAgent.source, askAgent.args, options)
    if (reading === null) {
      throw new Failure('CONNECTION_LOST', 'What counted in the process was taken out of it.', {
        hint: 'Try again, with nothing else attached to the process.',
      })
    }
    readings.push(reading)
  }
  await evaluateIn(inspector, putAgent.schema, putAgent.source, putAgent.args, { signal })
  let asking: Promise<void> = Promise.resolve()
  let failed: unknown
  const timer = setInterval(() => {
    asking = asking.then(ask).catch((error: unknown) => {
      failed ??= error
    })
  }, BETWEEN_QUESTIONS_MS)
  let result: T
  try {
    result = await work()
  } finally {
    clearInterval(timer)
  }
  await asking
  if (failed !== undefined) throw failed
  await ask()
  return { result, counted: sumOf(readings) }
}

function sumOf(readings: readonly Reading[]): Counted {
  const sum = (of: (reading: Reading) => number): number =>
    readings.reduce((total, reading) => total + of(reading), 0)
  return {
    elapsedMs: sum(({ sinceMs }) => sinceMs),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    pauseMs: sum(({ gc }) => gc.pauseMs),
    longestPauseMs: Math.max(...readings.map(({ gc }) => gc.longestMs)),
    scavenges: sum(({ gc }) => gc.scavenges),
    markSweeps: sum(({ gc }) => gc.markSweeps),
    residentBytes: Math.max(...readings.map(({ memory }) => memory.residentBytes)),
  }
}
