/**
 * Redis and Valkey: connections to one server, behind Sentinels or to all masters of a cluster; the
 * check-up; the whole keyspace looked at without touching it; keys and their values; TTL policies;
 * traces of accesses, what other policies would have done with them, and warm-up; and the changes of
 * keys and settings with their undo.
 */
export { requireRedis, type RedisTarget } from './redis-target.ts'
export { checkServer, watchServer } from './server/index.ts'
export { createKeyspaceAnalyses, type KeyspaceAnalyses } from './keyspace/index.ts'
export { getKey, keyValue } from './key/index.ts'
export { createComplianceCounter, createTtlPolicies, type TtlPolicies } from './ttl-policies/index.ts'
export { createTraces, expectedCost, recordTrace, type Traces, traceSummary } from './trace/index.ts'
export { bestTtls, simulate } from './simulation/index.ts'
export { runWarmUp } from './warm-up/index.ts'
