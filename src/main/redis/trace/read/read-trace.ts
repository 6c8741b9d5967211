import type { Access } from '../access.ts'
import { detectFormat } from '../formats/detect.ts'
import type { LineFormat } from '../formats/line-format.ts'
import { TraceAccount } from './account.ts'
import { blocksOf, eachLine, type TraceSource } from './blocks.ts'
import { Collector } from './collector.ts'

/** A trace being read: its accesses in batches, and beside them what came to light. */
export interface TraceReading extends AsyncIterable<Access[]> {
  /** Complete when the last batch was read. */
  readonly account: TraceAccount
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Reads a trace in any of the known formats, batch by batch and in constant memory. Broken lines are
 * counted in the account and left out. A reading can be gone through once.
 *
 * @throws Failure NOT_FOUND or BAD_INPUT where the file cannot be read, CANCELLED
 */
export function readTrace(source: TraceSource, signal?: AbortSignal): TraceReading {
  const account = new TraceAccount()
  return { account, [Symbol.asyncIterator]: () => batches(source, account, signal) }
}

async function* batches(
  source: TraceSource,
  account: TraceAccount,
  signal: AbortSignal | undefined,
): AsyncGenerator<Access[]> {
  const collector = new Collector(account)
  let format: LineFormat | undefined
  for await (const whole of blocksOf(source, account, signal)) {
    const block = !format && whole.subarray(0, 3).equals(BYTE_ORDER_MARK) ? whole.subarray(3) : whole
    format ??= detectFormat(collector, block)
    const { line } = format
    eachLine(block, (start, end) => {
      account.lines += 1
      if (!line(block, start, end)) account.broken += 1
    })
    const batch = collector.take()
    if (batch.length > 0) yield batch
  }
  format?.finish?.()
  const rest = collector.take()
  if (rest.length > 0) yield rest
}
