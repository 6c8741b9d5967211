/**
 * The one way in to a Redis: standalone, behind Sentinels or a cluster; every connection logged in,
 * named `pitwall`, its database chosen and, where the server can, told to leave no trace. Commands and
 * pipelines on a node, keys of a cluster wherever they are, and plain connections for those who speak
 * on the wire themselves. Everything that was opened is closed when the work ends.
 */
export { withRedis, type ConnectOptions } from './with-redis.ts'
export type { RawConnection, RedisFacts, RedisNode, RedisServer } from './server.ts'
export { slotOfKey } from './key-slot.ts'
