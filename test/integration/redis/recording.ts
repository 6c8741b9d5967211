import { gunzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import type { TraceSummary } from '#shared/contract/redis/traces.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import { type Access, readTrace, recordTrace, type RecordOptions } from '#main/redis/trace/index.ts'
import { type TestRedis, until } from '../../support/redis.ts'

export const timeouts = { connectTimeoutMs: 5000 }

/** Records while something is done, and ends as soon as it is done. */
export async function recordWhile(
  target: RedisTarget,
  servers: readonly TestRedis[],
  options: Omit<RecordOptions, 'seconds' | 'maxBytes' | 'stop'> & Partial<RecordOptions>,
  work: () => Promise<void>,
  signal?: AbortSignal,
): Promise<TraceSummary> {
  const stop = new AbortController()
  const events = recordTrace(
    target,
    { seconds: 60, maxBytes: 1e9, stop: stop.signal, ...options },
    timeouts,
    signal,
  )
  let summary: TraceSummary | undefined
  const recording = (async () => {
    for await (const event of events) if (event.type === 'trace') ({ summary } = event)
  })()
  await Promise.race([recording, until('the recording runs', async () => await isMonitored(servers))])
  await work()
  stop.abort()
  await recording
  if (!summary) throw new Error('no summary')
  return summary
}

/** Whether each of the servers has a client that MONITORs it. */
export async function isMonitored(servers: readonly TestRedis[]): Promise<boolean> {
  const lists = await Promise.all(servers.map(async ({ redis }) => String(await redis.client('LIST'))))
  return lists.every((list) => / flags=O /.test(list))
}

export async function accessesIn(file: string): Promise<Access[]> {
  const accesses: Access[] = []
  for await (const batch of readTrace(file)) accesses.push(...batch)
  return accesses
}

export function textIn(file: string): string {
  return gunzipSync(readFileSync(file)).toString()
}
