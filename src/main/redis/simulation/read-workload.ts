import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import { count, counted, duration } from '#main/wording.ts'
import { NO_TIMES, readTrace, type TraceSource } from '../trace/index.ts'
import { AccessColumns } from './gathered-accesses.ts'
import { type TraceWorkload, workloadOf } from './trace-workload.ts'
import { durationOf, READ, type Workload } from './workload.ts'

/**
 * What a trace without times is taken for: nearer to what a busy cache sees than the millisecond that
 * the reader of traces puts between two lines. It matters for times to live, and for LRU, which tells ages
 * apart by whole seconds.
 */
export const ASSUMED_PER_SECOND = 10_000

/** What the user knows better than the trace. */
export interface Assumptions {
  /**
   * Spread reads, and writes that fill no read, evenly, whatever times the trace has: what a program asks
   * for, without what it does because a read missed.
   */
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
  const { hasTimes } = reading.account
  const rate = accessesPerSecond ?? (hasTimes ? undefined : ASSUMED_PER_SECOND)
  if (!hasTimes) spread(gathered.at, gathered.length, ASSUMED_PER_SECOND)
  const made = workloadOf(gathered, valueBytes)
  const { workload } = made
  if (rate !== undefined) spread(workload.at, workload.at.length, rate)
  const notes = reading.account.notes().filter((note) => note !== NO_TIMES)
  if (accessesPerSecond === undefined) notes.push(hasTimes ? noteOfTimes(workload) : NO_TIMES_HERE)
  if (!workload.kind.includes(READ)) {
    throw new Failure('BAD_INPUT', 'The trace has no reads, so that there is no hit rate.', {
      hint: 'Record reads as well, for example with MONITOR.',
    })
  }
  return { ...made, notes: [...notes, ...made.notes] }
}

const NO_TIMES_HERE = `The trace has no times: ${ASSUMED_PER_SECOND.toLocaleString('en-US')} accesses a second are assumed, which matters for LRU and for TTLs (--rate in the terminal).`

/** So many a second, from 0 on. */
function spread(at: Float64Array, length: number, perSecond: number): void {
  for (let i = 0; i < length; i++) at[i] = (i * 1000) / perSecond
}

function noteOfTimes(workload: Workload): string {
  const { length } = workload.at
  const lasting = durationOf(workload)
  if (lasting === 0) {
    return 'All accesses have the same time, so that nothing ages or expires (another rate: --rate in the terminal).'
  }
  const rate = (length * 1000) / lasting
  return `The trace's own times are used: ${counted(length, 'access', 'accesses')} in ${duration(lasting)}, ${count(rate)} a second. At another speed LRU and TTLs come out differently (--rate in the terminal).`
}
