import type { Section } from '../section.ts'
import { autovacuum } from './autovacuum.ts'
import { bloat } from './bloat/index.ts'
import { cache } from './cache.ts'
import { checkpoints } from './checkpoints.ts'
import { connections } from './connections.ts'
import { extensions } from './extensions.ts'
import { indexes } from './indexes/index.ts'
import { integrity } from './integrity.ts'
import { locks } from './locks.ts'
import { logging } from './logging.ts'
import { memory } from './memory.ts'
import { partitioning } from './partitioning.ts'
import { replication } from './replication.ts'
import { sequences } from './sequences.ts'
import { sizes } from './sizes.ts'
import { spills } from './spills.ts'
import { statistics } from './statistics.ts'
import { traffic } from './traffic.ts'
import { wraparound } from './wraparound.ts'

/** The letter, in the order in which it is read. */
export const sections: readonly Section[] = [
  locks,
  connections,
  bloat,
  indexes,
  autovacuum,
  statistics,
  wraparound,
  sequences,
  cache,
  checkpoints,
  spills,
  memory,
  sizes,
  traffic,
  partitioning,
  replication,
  integrity,
  extensions,
  logging,
]
