import { Failure } from '#shared/failure.ts'
import type { Access } from '../access.ts'
import { counted } from '#main/wording.ts'
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
 * @throws Failure NOT_FOUND or BAD_INPUT where the file cannot be read or is no trace, CANCELLED
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
  refuseAllBroken(account)
}

/** Of a table the header is no broken line. */
function refuseAllBroken({ format, lines, broken }: TraceAccount): void {
  const readable = lines - broken - (format === 'csv' ? 1 : 0)
  if ((format !== 'csv' && format !== 'json') || broken === 0 || readable > 0) return
  throw new Failure('BAD_INPUT', `None of the trace's ${counted(broken, 'line')} could be read.`, {
    hint:
      format === 'json'
        ? 'Each line is one JSON object with a key, such as {"time":1.5,"op":"get","key":"user:17"}.'
        : 'Each line has a key and, where there is such a column, a time that is a number or a date.',
  })
}
