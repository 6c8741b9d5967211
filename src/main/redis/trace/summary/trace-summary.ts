import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { TraceSummary } from '#shared/contract/redis/traces.ts'
import { readTrace } from '../read/read-trace.ts'
import { sumUp, type SumUpOptions } from './sum-up.ts'

export interface TraceSummaryOptions extends SumUpOptions {
  /** Of a kept trace; the file's name and its time of change where absent. */
  head?: { id: string; name: string; at?: number; targetId?: string | undefined }
  signal?: AbortSignal | undefined
}

/**
 * What a trace file says of how the keys are used.
 *
 * @throws Failure NOT_FOUND or BAD_INPUT where the file cannot be read, CANCELLED
 */
export async function traceSummary(file: string, options: TraceSummaryOptions = {}): Promise<TraceSummary> {
  const reading = readTrace(file, options.signal)
  // It is looked at first by the reader, who says what is wrong with it.
  const summary = await sumUp(reading, { id: '', name: basename(file), at: 0, file, fileBytes: 0 }, options)
  const { size, mtimeMs } = await stat(file)
  const { header } = reading.account
  const { head } = options
  return {
    ...summary,
    head: {
      ...summary.head,
      id: head?.id ?? '',
      name: head?.name ?? header?.name ?? basename(file),
      at: head?.at ?? header?.startedAt ?? mtimeMs,
      fileBytes: size,
      ...(head?.targetId === undefined ? {} : { targetId: head.targetId }),
    },
  }
}
