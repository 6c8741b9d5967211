import { key } from './key.ts'
import { keyspace } from './keyspace.ts'
import { server } from './server.ts'
import { simulation } from './simulation.ts'
import { traces } from './traces.ts'
import { ttlPolicies } from './ttl-policies.ts'
import { warmUp } from './warm-up.ts'

/** Redis and Valkey, standalone, behind a Sentinel or in a cluster. Changes are in `changes`. */
export const redis = { server, keyspace, key, ttlPolicies, traces, simulation, warmUp }
