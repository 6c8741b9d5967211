import type { Bytes } from '#shared/units.ts'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'

/** What every look needs of the server. */
export interface ServerFacts {
  versionNumber: number
  role: string
  isSuperuser: boolean
  /** pg_read_all_stats, which pg_monitor has: it sees what others run. */
  seesOthers: boolean
  blockBytes: Bytes
  maintenanceWorkMem: Bytes
  maintenanceWorkers: number
  /** Standbys and other receivers of the WAL that are connected. */
  receivers: number
}

export async function readServerFacts(session: Session): Promise<ServerFacts> {
  const [row] = await session.run(
    `SELECT current_user, current_setting('is_superuser') = 'on',
      pg_has_role('pg_read_all_stats', 'USAGE'),
      current_setting('block_size'), pg_size_bytes(current_setting('maintenance_work_mem')),
      current_setting('max_parallel_maintenance_workers'), (SELECT count(*) FROM pg_stat_replication)`,
  )
  const [role, isSuperuser, seesOthers, block, memory, workers, receivers] = row ?? []
  return {
    versionNumber: session.versionNumber,
    role: role ?? '',
    isSuperuser: isSuperuser === 't',
    seesOthers: seesOthers === 't',
    blockBytes: Number(block),
    maintenanceWorkMem: Number(memory),
    maintenanceWorkers: Number(workers),
    receivers: Number(receivers),
  }
}

/** `work`'s answer, or `otherwise` where the role lacks a right to what it reads. */
export async function ifAllowed<T>(session: Session, work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isRefusal =
      error instanceof Failure && ['PERMISSION', 'SERVER_ERROR', 'TIMEOUT'].includes(error.code)
    if (!isRefusal) throw error
    // The refusal has ended the transaction.
    await session.restart('READ ONLY')
    return otherwise
  }
}
