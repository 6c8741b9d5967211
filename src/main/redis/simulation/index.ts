/**
 * Simulation of a Redis cache: from a trace of accesses the hit rates that a real server of Redis 7.0
 * would have had for sizes of `maxmemory`, eviction policies and TTLs, faithful to what the server does
 * approximately (five samples, a pool of sixteen, ages in seconds, a counter that rises by chance, tables
 * that grow by doubling); and the shortest TTL of each namespace for a wanted hit rate. Both end in
 * proposals of changes. Runs in threads of its own and talks to no server.
 */
export {
  bestTtls,
  simulate,
  type SimulatedTrace,
  type SimulationEvent,
  type SimulationInput,
} from './simulate.ts'
