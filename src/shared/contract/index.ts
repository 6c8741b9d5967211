/**
 * The contract: every procedure that the renderer, the terminal and other programs may call. It is
 * the only thing both processes know of each other.
 */
import { app, jobs, settings } from './app.ts'
import { changes } from './changes.ts'
import { demo } from './demo.ts'
import { discovery, environments, targets } from './environments.ts'
import { node } from './node/index.ts'
import { postgres } from './postgres.ts'
import { profiles } from './profiles.ts'
import { redis } from './redis/index.ts'

export const contract = {
  app,
  settings,
  jobs,
  environments,
  targets,
  discovery,
  demo,
  postgres,
  redis,
  node,
  profiles,
  changes,
}
export type Contract = typeof contract
