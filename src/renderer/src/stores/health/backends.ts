/** Who waits for whom, and which sessions are listed. Pure. */
import type { Backend } from '#shared/contract/health.ts'
import type { BackendFilter } from './store.ts'

/** The sessions a filter leaves: those that work, those that wait for others, or all. */
export function filterBackends(backends: readonly Backend[], filter: BackendFilter): readonly Backend[] {
  switch (filter) {
    case 'active':
      return backends.filter(isBusy)
    case 'waiting':
      return backends.filter(({ blockedBy }) => blockedBy.length > 0)
    case 'all':
      return backends
  }
}

/** It runs a statement, or holds a transaction open and with it its locks. */
function isBusy({ state, transactionMs, blockedBy }: Backend): boolean {
  return (
    blockedBy.length > 0 || transactionMs !== null || (state !== '' && state !== 'idle' && !isWorker(state))
  )
}

/** The server's own workers have their kind in place of a state. */
function isWorker(state: string): boolean {
  return state === 'walsender' || state.endsWith('launcher')
}

export interface LockNode {
  pid: number
  /** Absent where it is not in the list: a prepared transaction (0), or a session that is not shown. */
  backend: Backend | undefined
  /** How far it is indented. */
  level: number
  /** Those it waits for besides the one it stands under. */
  alsoWaitsFor: number[]
  /** How many wait for it, at once or through others. */
  holdsUp: number
  /** They wait for each other; the server ends one of them after deadlock_timeout. */
  inCircle: boolean
}

/** Everybody who waits, each under the one it waits for; those that hold up the most come first. */
export function lockTree(backends: readonly Backend[]): LockNode[] {
  const byPid = new Map(backends.map((backend) => [backend.pid, backend]))
  const waiters = new Map<number, number[]>()
  for (const { pid, blockedBy } of backends) {
    for (const blocker of blockedBy) waiters.set(blocker, [...(waiters.get(blocker) ?? []), pid])
  }
  const reach = new Map([...waiters.keys()].map((pid) => [pid, heldUp(pid, waiters)]))
  const holdsUp = (pid: number): number => reach.get(pid)?.size ?? 0
  const worst = (a: number, b: number): number => holdsUp(b) - holdsUp(a) || a - b
  const shown = new Set<number>()
  const nodes: LockNode[] = []

  const add = (pid: number, level: number, under: number | undefined): void => {
    if (shown.has(pid)) return
    shown.add(pid)
    const backend = byPid.get(pid)
    nodes.push({
      pid,
      backend,
      level,
      alsoWaitsFor: (backend?.blockedBy ?? []).filter((other) => other !== under),
      holdsUp: holdsUp(pid),
      inCircle: reach.get(pid)?.has(pid) === true,
    })
    for (const waiter of (waiters.get(pid) ?? []).toSorted(worst)) add(waiter, level + 1, pid)
  }

  const blockers = [...waiters.keys()]
  const isFree = (pid: number): boolean => (byPid.get(pid)?.blockedBy.length ?? 0) === 0
  for (const pid of blockers.filter(isFree).toSorted(worst)) add(pid, 0, undefined)
  // What is left waits in a circle: it has no beginning, so any will do.
  for (const pid of blockers.toSorted(worst)) add(pid, 0, undefined)
  return nodes
}

function heldUp(pid: number, waiters: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set<number>()
  const next = [...(waiters.get(pid) ?? [])]
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (found.has(one)) continue
    found.add(one)
    next.push(...(waiters.get(one) ?? []))
  }
  return found
}

export type Signal = 'cancel' | 'terminate'

/**
 * The statement that cancels what a session runs, or ends it. Its comment says when that session began:
 * process ids are used again, and the change is refused when the session is another one by then.
 */
export function signalSql({ pid, startedAt }: Pick<Backend, 'pid' | 'startedAt'>, signal: Signal): string {
  const started = /^\d+(\.\d+)?$/.test(startedAt) ? ` /* started ${startedAt} */` : ''
  return `SELECT ${signal === 'cancel' ? 'pg_cancel_backend' : 'pg_terminate_backend'}(${pid})${started}`
}
