import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { hostname } from 'node:os'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

/** A process at work says so this often. */
const HEARTBEAT: Milliseconds = 5000
/** One that has not said so for this long is taken for dead: asleep, hung, or its number used again. */
const LONGEST_SILENCE: Milliseconds = 60_000

/** Which process works on which change. */
export interface Workers {
  /** Takes a change; false when another living process has it. Inside the caller's transaction. */
  take: (changeId: string) => boolean
  /** Gives it back. */
  release: (changeId: string) => void
  /** Changes that a living process is at, this one's included. */
  atWork: () => Set<string>
  close: () => void
}

interface Worker {
  instance: string
  host: string
  pid: number
  seenAt: EpochMilliseconds
}

export function createWorkers(database: DatabaseSync, now: () => EpochMilliseconds): Workers {
  // A process id alone says little: a container's only process always has the same.
  const instance = randomUUID()
  const mine = new Set<string>()
  const put = database.prepare(
    `INSERT INTO change_workers (change_id, instance, host, pid, seen_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (change_id) DO UPDATE SET instance = excluded.instance, host = excluded.host,
        pid = excluded.pid, seen_at = excluded.seen_at`,
  )
  const all = database.prepare(
    'SELECT change_id AS id, instance, host, pid, seen_at AS seenAt FROM change_workers',
  )
  const remove = database.prepare('DELETE FROM change_workers WHERE change_id = ? AND instance = ?')
  const beat = database.prepare('UPDATE change_workers SET seen_at = ? WHERE instance = ?')
  let timer: NodeJS.Timeout | undefined

  const isAlive = (id: string, worker: Worker): boolean => {
    if (worker.instance === instance) return mine.has(id)
    if (now() - worker.seenAt > LONGEST_SILENCE) return false
    return worker.host !== hostname() || (worker.pid !== process.pid && isRunning(worker.pid))
  }

  const atWork = (): Set<string> => {
    const ids = new Set<string>()
    for (const row of all.all()) {
      const { id, ...worker } = rowOf(row)
      if (isAlive(id, worker)) ids.add(id)
    }
    return ids
  }

  return {
    take(changeId) {
      if (atWork().has(changeId)) return false
      mine.add(changeId)
      put.run(changeId, instance, hostname(), process.pid, now())
      timer ??= setInterval(() => beat.run(now(), instance), HEARTBEAT)
      timer.unref()
      return true
    },
    release(changeId) {
      mine.delete(changeId)
      remove.run(changeId, instance)
      if (mine.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
    atWork,
    close() {
      clearInterval(timer)
      timer = undefined
    },
  }
}

function rowOf(row: Record<string, unknown>): Worker & { id: string } {
  return {
    id: String(row['id']),
    instance: String(row['instance']),
    host: String(row['host']),
    pid: Number(row['pid']),
    seenAt: Number(row['seenAt']),
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
