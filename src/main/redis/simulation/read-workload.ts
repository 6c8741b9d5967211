import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import { NO_TIMES, readTrace, type TraceSource } from '../trace/index.ts'
import { AccessColumns } from './gathered-accesses.ts'
import { type TraceWorkload, workloadOf } from './trace-workload.ts'

/**
 * What a trace without times is taken for: nearer to what a busy cache sees than the millisecond that
 * the reader of traces puts between two lines. It matters for times to live, and for LRU, which tells ages
 * apart by whole seconds.
 */
export const ASSUMED_PER_SECOND = 10_000

/** What the user knows better than the trace. */
export interface Assumptions {
  /** Spread the accesses evenly, whatever times the trace has. */
  accessesPerSecond?: number | undefined
  /** Of values whose size nothing tells. */
  valueBytes?: Bytes | undefined
}

/**
 * Reads a trace and makes of it what the simulation goes through.
 *
 * @throws Failure BAD_INPUT for a trace without reads, and what {@link readTrace} throws
 */
export async function readWorkload(
  source: TraceSource,
  { accessesPerSecond, valueBytes }: Assumptions = {},
  signal?: AbortSignal,
): Promise<TraceWorkload> {
  const columns = new AccessColumns()
  const reading = readTrace(source, signal)
  for await (const batch of reading) {
    throwIfCancelled(signal)
    for (const access of batch) columns.add(access)
  }
  const gathered = columns.done()
  let notes = reading.account.notes()
  if (accessesPerSecond !== undefined || !reading.account.hasTimes) {
    const rate = accessesPerSecond ?? ASSUMED_PER_SECOND
    for (let i = 0; i < gathered.length; i++) gathered.at[i] = (i * 1000) / rate
    notes = notes.filter((note) => note !== NO_TIMES)
    if (accessesPerSecond === undefined) {
      notes.push(
        `The trace has no times: ${rate.toLocaleString('en-US')} accesses a second are assumed, which matters for LRU and for TTLs.`,
      )
    }
  }
  const made = workloadOf(gathered, valueBytes)
  if (!made.workload.kind.includes(0)) {
    throw new Failure('BAD_INPUT', 'The trace has no reads, so that there is no hit rate.', {
      hint: 'Record reads as well, for example with MONITOR.',
    })
  }
  return { ...made, notes: [...notes, ...made.notes] }
}
