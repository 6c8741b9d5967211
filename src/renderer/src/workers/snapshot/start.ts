import { linkTo, type WorkerLink } from '../line/link.ts'
import type { SnapshotWork } from './work.ts'

export type SnapshotLink = WorkerLink<SnapshotWork>

/** Starts a worker for one heap snapshot. Whoever starts it closes it. */
export function startSnapshotWorker(): SnapshotLink {
  return linkTo(
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'heap snapshot' }),
  )
}
