import { setTimeout as delay } from 'node:timers/promises'
import type { Limitation } from '#shared/contract/finding.ts'
import type { Activity } from '#shared/contract/health.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../../postgres-target.ts'
import { type Session, withSession } from '../../session/session.ts'
import { needsMonitor } from '../section.ts'
import { backendOf, backendsQuery } from './backends.ts'

const INTERVAL: Milliseconds = 1000
/** A view of the present that comes later than this is none. */
const LONGEST_QUERY: Milliseconds = 5000

/**
 * What runs on the server now and who waits for whom, once a second over one connection, which is not
 * in a transaction between two looks. Ends when the signal fires or the reader stops; throws a Failure
 * when the connection is lost.
 */
export async function* watchActivity(
  target: PostgresTarget,
  timeouts: Timeouts,
  signal?: AbortSignal,
): AsyncGenerator<Activity> {
  const limits = {
    connectTimeoutMs: timeouts.connectTimeoutMs,
    statementTimeoutMs: Math.min(timeouts.statementTimeoutMs, LONGEST_QUERY),
    lockTimeoutMs: timeouts.lockTimeoutMs,
  }
  const opened = Promise.withResolvers<Session>()
  const released = Promise.withResolvers<void>()
  const holding = withSession(target, limits, signal, async (session) => {
    opened.resolve(session)
    await released.promise
  })
  holding.catch((error: unknown) => opened.reject(error))
  try {
    const session = await opened.promise
    for (;;) {
      if (signal?.aborted) return
      yield await look(session)
      await delay(INTERVAL, undefined, signal ? { signal } : {}).catch(() => {})
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    released.resolve()
    await holding.catch(() => {})
  }
}

/** One look at the server. */
async function look(session: Session): Promise<Activity> {
  await session.restart('READ ONLY')
  const [head] = await session.run(
    `SELECT pg_catalog.current_setting('max_connections'), current_user,
      round(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)`,
  )
  const rows = (await session.run(backendsQuery.sql)).map((row) => backendsQuery.decode(row))
  // Until the next look it holds neither a transaction nor what the server keeps still for one.
  await session.run('ROLLBACK')
  const unseen = rows.some((row) => !row.seen)
  const limitations: Limitation[] = unseen
    ? [needsMonitor('What the sessions of other roles do', head?.[1] ?? '')]
    : []
  return {
    at: Number(head?.[2] ?? Date.now()),
    maxConnections: Number(head?.[0] ?? 0),
    backends: rows.map(backendOf),
    limitations,
  }
}
