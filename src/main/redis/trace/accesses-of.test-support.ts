import type { Access } from './access.ts'
import type { TraceAccount } from './read/account.ts'
import type { TraceSource } from './read/blocks.ts'
import { readTrace } from './read/read-trace.ts'

/** For tests: a whole trace at once. */
export async function accessesOf(
  source: TraceSource,
): Promise<{ accesses: Access[]; account: TraceAccount }> {
  const reading = readTrace(source)
  const accesses: Access[] = []
  for await (const batch of reading) accesses.push(...batch)
  return { accesses, account: reading.account }
}
