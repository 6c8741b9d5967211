/**
 * Environments: what the workbench may connect to. Named groups of targets with a guard, kept in the
 * database; their passwords, which leave the main process only towards the server they are for;
 * discovery of targets in the files and variables of a project; the connection test that says which
 * step failed and what to try; and the clients every room connects with. All rooms may use this one.
 */
export { connectPostgres, type ConnectPostgresOptions } from './clients/postgres.ts'
export { failureFromPostgres } from './clients/postgres-failure.ts'
export { startDeadline, type Deadline } from './clients/deadline.ts'
export {
  howToOpenInspector,
  type InspectorPage,
  listInspectorPages,
  readInspectorVersion,
  requireNearInspector,
} from './clients/inspector.ts'
export { failureFromNetwork, openSocket, type Place, placeName } from './clients/network.ts'
export { openRedisSocket } from './clients/redis.ts'
export { CLUSTER_SLOTS, reachMaster, readClusterSlots, type ClusterMaster } from './clients/redis-cluster.ts'
export { failureFromRedisConnection, failureFromRedisReply } from './clients/redis-failure.ts'
export {
  authenticate,
  introduce,
  leaveNoTrace,
  selectDatabase,
  type AskRedis,
} from './clients/redis-login.ts'
export { readProduct, type RedisProduct } from './clients/redis-product.ts'
export { findMaster } from './clients/redis-sentinel.ts'
export { nobody } from './clients/stages.ts'
export { createEnvironments, type Environments, type EnvironmentsOptions } from './environments.ts'
export { type GuardReach, keptEnvironmentOf, underKeptGuard } from './kept-guard.ts'
export type { Keychain } from './store/keychain.ts'
export { requireHttp, type ResolvedTarget } from './target.ts'
export { targetFromUrl } from './target-from-url.ts'
export { urlOfAddress } from './url-of-address.ts'
