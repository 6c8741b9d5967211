import type { Limitation } from '#shared/contract/finding.ts'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import type { ComplianceEvent, TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { tellProgress } from '#main/progress.ts'
import { withRedis } from '../connect/index.ts'
import { keyAt, type KeyBatch, NEVER, type ScanEnd, scanKeys, ttlAt } from '../keyspace/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { type ComplianceCounter, createComplianceCounter } from './compliance.ts'

export interface CheckTimeouts {
  connectTimeoutMs: Milliseconds
}

/**
 * Looks at the TTL of every key and counts how they keep to the policies; touches none.
 *
 * @throws Failure PERMISSION where keys or their TTLs may not be seen, CANCELLED and what else connecting throws
 */
export async function* checkCompliance(
  target: RedisTarget,
  policies: readonly TtlPolicy[],
  { pace }: { pace: Pace },
  timeouts: CheckTimeouts,
  signal?: AbortSignal,
): AsyncGenerator<ComplianceEvent> {
  const counter = createComplianceCounter(policies)
  const progress = { done: 0, total: 0, begunAt: 0 }
  const { scanned, limitations } = yield* tellProgress(
    signal,
    (): ComplianceEvent => ({
      type: 'progress',
      done: progress.done,
      total: Math.max(progress.total, progress.done),
      keysPerSecond: rateOf(progress.done, progress.begunAt),
    }),
    async (stopped) =>
      await withRedis(target, { timeouts, signal: stopped }, async (server) => {
        const end = await scanKeys(
          server,
          {
            fields: ['ttl'],
            pace: () => pace,
            signal: stopped,
            onBegin: (begin) => {
              const [unseen] = begin.limitations
              // Without them every key would count as one that never expires.
              if (unseen) throw new Failure('PERMISSION', unseen.message, { hint: unseen.hint })
              progress.total = begin.sizes.reduce((sum, size) => sum + size, 0)
              progress.begunAt = performance.now()
            },
          },
          (batch) => {
            countBatch(batch, counter)
            progress.done += batch.count
          },
        )
        return { scanned: end, limitations: [...server.limitations, ...limitationsOf(end)] }
      }),
  )
  yield {
    type: 'compliance',
    at: Date.now(),
    ...counter.result(),
    elapsedMs: scanned.elapsedMs,
    limitations,
  }
}

function countBatch(batch: KeyBatch, counter: ComplianceCounter): void {
  for (let at = 0; at < batch.count; at++) {
    const expiresAt = batch.expiresAt[at] ?? Number.NaN
    // Of a key that the user may not look at nothing is known.
    if (expiresAt === NEVER || expiresAt >= 0) counter.add(keyAt(batch, at), ttlAt(batch, at), null)
  }
}

function rateOf(keys: number, begunAt: Milliseconds): number {
  const elapsedMs = performance.now() - begunAt
  return begunAt === 0 || elapsedMs <= 0 ? 0 : (keys / elapsedMs) * 1000
}

function limitationsOf({ refused, tooLong }: ScanEnd): Limitation[] {
  const unseen = refused + tooLong
  if (unseen === 0) return []
  return [
    {
      message: `${unseen} keys were not looked at: this user may not see them, or their names are too long.`,
      hint: 'Grant the keys: ACL SETUSER … ~*.',
      proposals: [],
    },
  ]
}
