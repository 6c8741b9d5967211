import { setTimeout as wait } from 'node:timers/promises'
import type { StatementList } from '#shared/contract/statements.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../../postgres-target.ts'
import { type Session, withSession } from '../../session/session.ts'
import { openTextReader } from '../texts/text-reader.ts'
import type { NormalisedText } from '../texts/understand.ts'
import { listRuns, whatLookingMisses } from './list.ts'
import { lookAgain, readActivity, type SeenSession } from './look.ts'
import { Runs } from './runs.ts'

const BETWEEN_LOOKS: Milliseconds = 100
const BETWEEN_LISTS: Milliseconds = 500
/** A transaction that stays open longer would hold its locks on the views it reads for nothing. */
const LONGEST_TRANSACTION: Milliseconds = 10_000

/**
 * Looks ten times a second at what the sessions of the database run, over one connection, and lists
 * it twice a second; the last list is complete. Ends after `seconds`. When the reader stops or the signal
 * fires, the connection is closed at once. `onLook` is given each look.
 */
export async function* sampleActivity(
  target: PostgresTarget,
  seconds: number,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  now: () => number,
  onLook: (sessions: readonly SeenSession[]) => void,
): AsyncGenerator<StatementList> {
  const unheard = new AbortController()
  const ending = signal ? AbortSignal.any([signal, unheard.signal]) : unheard.signal
  const state: { newest: StatementList | undefined; ended: boolean } = { newest: undefined, ended: false }
  let news = Promise.withResolvers<void>()
  const work = withSession(target, timeouts, ending, async (session) => {
    await lookUntil(session, seconds * 1000, ending, now, onLook, (list) => {
      state.newest = list
      news.resolve()
    })
  }).finally(() => {
    state.ended = true
    news.resolve()
  })
  // Awaited below; without this a failure in the meantime would count as unhandled.
  work.catch(() => {})
  try {
    while (!state.ended || state.newest) {
      if (!state.newest) await news.promise
      news = Promise.withResolvers<void>()
      const { newest } = state
      state.newest = undefined
      if (newest) yield newest
    }
    await work
  } finally {
    unheard.abort()
    await work.catch(() => {})
  }
}

async function lookUntil(
  session: Session,
  time: Milliseconds,
  signal: AbortSignal,
  now: () => number,
  onLook: (sessions: readonly SeenSession[]) => void,
  onList: (list: StatementList) => void,
): Promise<void> {
  const reader = openTextReader()
  const normalised = new Map<string, NormalisedText>()
  const runs = new Runs()
  const since = now()
  const startedAt = performance.now()
  let listedAt = startedAt
  let begunAt = startedAt
  try {
    for (;;) {
      const lookedAt = performance.now()
      const sessions = await readActivity(session)
      runs.add(sessions, performance.now() - startedAt)
      onLook(sessions)
      const isLast = performance.now() - startedAt + BETWEEN_LOOKS > time
      if (isLast || performance.now() - listedAt >= BETWEEN_LISTS) {
        listedAt = performance.now()
        const statements = await listRuns(runs, reader, normalised, session, signal)
        onList({
          source: 'pg_stat_activity',
          serverVersion: session.serverVersion,
          since,
          until: now(),
          statements: statements(),
          limitations: [whatLookingMisses],
        })
      }
      if (isLast) return
      await wait(Math.max(0, BETWEEN_LOOKS - (performance.now() - lookedAt)), undefined, { signal }).catch(
        () => {},
      )
      if (performance.now() - begunAt > LONGEST_TRANSACTION) {
        begunAt = performance.now()
        await session.restart('READ ONLY')
      } else {
        await lookAgain(session)
      }
    }
  } finally {
    await reader.close()
  }
}
