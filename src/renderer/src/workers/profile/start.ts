import { linkTo, type WorkerLink } from '../line/link.ts'
import type { ProfileWork } from './work.ts'

export type ProfileLink = WorkerLink<ProfileWork>

/** Starts a worker for one profile file. Whoever starts it closes it. */
export function startProfileWorker(): ProfileLink {
  return linkTo(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'profile' }))
}
