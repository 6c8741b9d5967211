import { setTimeout as sleep } from 'node:timers/promises'
import type { ChangeEvent } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Outside, withOutside } from '../session/outside.ts'
import { blockersOf } from './blockers.ts'
import type { ProgressView } from './kind.ts'

type Progress = Extract<ChangeEvent, { type: 'progress' }>

/** How far a change is. What is left out is not known now; the change and the server process stay known. */
export type Report = (now: Omit<Progress, 'type' | 'elapsedMs'>) => void

/** Five times a second. */
const BETWEEN_LOOKS: Milliseconds = 200

interface Watched {
  backendPid: number
  view: ProgressView | undefined
  /** What it is doing in the contract's words while it waits for nobody. */
  phase: 'running' | 'cleaning up'
  /** The index that the server works on, as soon as it is known. */
  onIndex?: (oid: string) => void
}

/**
 * Tells how far a server process is, from beside, until the signal fires. Without progress the change
 * goes on all the same: a server that has no second connection to give is no reason to stop.
 */
export async function watchBackend(
  target: PostgresTarget,
  timeouts: Timeouts,
  watched: Watched,
  ended: AbortSignal,
  report: Report,
): Promise<void> {
  // What is done by then needs no second connection.
  await pause(ended)
  if (ended.aborted) return
  try {
    const options = {
      applicationName: 'pitwall progress',
      access: 'reading',
      statementTimeoutMs: 5000,
    } as const
    await withOutside(target, timeouts, ended, options, async (outside) => {
      while (!ended.aborted) {
        await look(outside, watched, report)
        await pause(ended)
      }
    })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (!ended.aborted) report({ phase: watched.phase, detail: 'how far it is cannot be seen' })
  }
}

async function pause(ended: AbortSignal): Promise<void> {
  await sleep(BETWEEN_LOOKS, undefined, { signal: ended }).catch(() => {})
}

async function look(outside: Outside, watched: Watched, report: Report): Promise<void> {
  const { backendPid, phase } = watched
  const seen = watched.view === undefined ? {} : await views[watched.view](outside, backendPid)
  if (seen.indexOid !== undefined && seen.indexOid !== '0') watched.onIndex?.(seen.indexOid)
  const [row] = await outside.run('SELECT wait_event_type FROM pg_stat_activity WHERE pid = $1::int', [
    String(backendPid),
  ])
  const blockers = row?.[0] === 'Lock' ? await blockersOf(outside, backendPid, whyOf(seen.detail)) : []
  const isWaiting = blockers.length > 0
  report({
    phase: isWaiting && phase === 'running' ? 'waiting' : phase,
    backendPid,
    ...(seen.detail === undefined ? {} : { detail: seen.detail }),
    ...(seen.total === undefined || seen.total === 0
      ? {}
      : { done: seen.done ?? 0, total: seen.total, unit: seen.unit ?? '' }),
    ...(isWaiting ? { blockers } : {}),
  })
}

function whyOf(detail: string | undefined): string {
  if (detail?.includes('writers') === true) {
    return 'Its open transaction has written to the table or may yet do so.'
  }
  if (detail?.includes('snapshots') === true) {
    return 'Its open transaction began before the index was complete and could read without it.'
  }
  if (detail?.includes('readers') === true) return 'Its open transaction may still use the old index.'
  return 'Its open transaction holds a lock that the change needs.'
}

interface Seen {
  detail?: string
  done?: number
  total?: number
  unit?: string
  indexOid?: string
}

/** https://www.postgresql.org/docs/current/progress-reporting.html */
const views: Record<ProgressView, (outside: Outside, pid: number) => Promise<Seen>> = {
  'create-index': async (outside, pid) => {
    const [row] = await outside.run(
      `SELECT phase, index_relid, lockers_total, lockers_done, blocks_total, blocks_done, tuples_total, tuples_done
        FROM pg_stat_progress_create_index WHERE pid = $1::int`,
      [String(pid)],
    )
    if (!row) return {}
    const [detail, indexOid] = row
    const [lockers, lockersDone, blocks, blocksDone, tuples, tuplesDone] = row.slice(2).map(Number)
    const known = { ...(detail ? { detail } : {}), ...(indexOid ? { indexOid } : {}) }
    if (detail?.startsWith('waiting') === true) {
      return { ...known, ...counted(lockersDone, lockers, 'transactions') }
    }
    return blocks
      ? { ...known, ...counted(blocksDone, blocks, 'blocks') }
      : { ...known, ...counted(tuplesDone, tuples, 'rows') }
  },
  vacuum: async (outside, pid) => {
    const [row] = await outside.run(
      `SELECT phase, heap_blks_total, heap_blks_scanned, heap_blks_vacuumed
        FROM pg_stat_progress_vacuum WHERE pid = $1::int`,
      [String(pid)],
    )
    // VACUUM (ANALYZE) goes on as the other.
    if (!row) return await views.analyze(outside, pid)
    const [detail] = row
    const [total, scanned, vacuumed] = row.slice(1).map(Number)
    const done = detail?.startsWith('vacuuming heap') === true ? vacuumed : scanned
    return { ...(detail ? { detail } : {}), ...counted(done, total, 'blocks') }
  },
  analyze: async (outside, pid) => {
    // The view came with Postgres 13.
    if (outside.versionNumber < 130_000) return {}
    const [row] = await outside.run(
      `SELECT phase, sample_blks_total, sample_blks_scanned FROM pg_stat_progress_analyze WHERE pid = $1::int`,
      [String(pid)],
    )
    if (!row) return {}
    const [detail] = row
    const [total, done] = row.slice(1).map(Number)
    return { ...(detail ? { detail } : {}), ...counted(done, total, 'blocks') }
  },
}

function counted(done: number | undefined, total: number | undefined, unit: string): Seen {
  return { done: done ?? 0, total: total ?? 0, unit }
}
