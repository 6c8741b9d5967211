import type { Section } from '../section.ts'
import { clients } from './clients/index.ts'
import { cluster } from './cluster.ts'
import { commands } from './commands/index.ts'
import { eviction } from './eviction/index.ts'
import { expirations } from './expirations.ts'
import { hitRate } from './hit-rate.ts'
import { keyspace } from './keyspace.ts'
import { latency } from './latency/index.ts'
import { memory } from './memory/index.ts'
import { persistence } from './persistence.ts'
import { replication } from './replication.ts'
import { scripts } from './scripts.ts'
import { security } from './security.ts'
import { slowLog } from './slow-log.ts'

/** The letter, in the order in which it is read. */
export const sections: readonly Section[] = [
  hitRate,
  memory,
  eviction,
  expirations,
  clients,
  commands,
  slowLog,
  latency,
  persistence,
  replication,
  cluster,
  keyspace,
  scripts,
  security,
]
