import { throwIfCancelled } from '#shared/failure.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import {
  findMaster,
  leaveNoTrace,
  readProduct,
  type RedisProduct,
  startDeadline,
} from '#main/environments/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { openCluster } from './cluster.ts'
import { askOf, type Connections, createConnections } from './connections.ts'
import { createNode } from './node.ts'
import type { RedisFacts, RedisServer } from './server.ts'

export interface ConnectOptions {
  timeouts: { connectTimeoutMs: Milliseconds }
  signal?: AbortSignal | undefined
}

/**
 * Does work on a Redis, and closes everything afterwards, also what the work has opened. When the
 * signal fires, all that waits for the server fails with CANCELLED at once.
 *
 * @throws Failure of the connection, or what the work throws
 */
export async function withRedis<T>(
  target: RedisTarget,
  { timeouts: { connectTimeoutMs }, signal }: ConnectOptions,
  work: (server: RedisServer) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal)
  using connections = createConnections({ password: target.password, connectTimeoutMs, signal })
  return await work(await openServer(target, connections, connectTimeoutMs, signal))
}

async function openServer(
  target: RedisTarget,
  connections: Connections,
  connectTimeoutMs: Milliseconds,
  signal: AbortSignal | undefined,
): Promise<RedisServer> {
  using deadline = startDeadline(connectTimeoutMs, signal)
  const address = await findMaster(target.address, target.password, deadline)
  const client = await connections.open(address, deadline)
  const ask = askOf(client, deadline)
  const product = await readProduct(ask)
  if (product.mode === 'sentinel') throw isSentinel(target.name)
  const noTouch = product.mode === 'standalone' && (await leaveNoTrace(ask))
  if (noTouch) connections.leaveNoTrace()
  const facts = factsOf(product, target.address.sentinel !== undefined, noTouch)
  if (facts.topology === 'cluster') {
    return await openCluster({ facts, address, first: client, ask, connections, deadline })
  }
  const node = createNode(address, connections, client)
  return {
    facts,
    masters: [node],
    limitations: await ofReplica(ask),
    nodeOf: () => node,
    callForKey: async (_key, ...args) => await node.call(...args),
  }
}

function factsOf(
  { name, version = '', mode }: RedisProduct,
  isBehindSentinel: boolean,
  noTouch: boolean,
): RedisFacts {
  const [major = 5, minor = 0] = version === '' ? [] : version.split('.').map(Number)
  const topology = mode === 'cluster' ? 'cluster' : isBehindSentinel ? 'sentinel' : 'standalone'
  return { product: name, version, major, minor, topology, noTouch }
}

/** A user who may not call ROLE is not told. */
async function ofReplica(ask: ReturnType<typeof askOf>): Promise<Limitation[]> {
  let role: unknown
  try {
    role = await ask('ROLE')
  } catch (error) {
    if (!(error instanceof Failure) || (error.code !== 'PERMISSION' && error.code !== 'SERVER_ERROR'))
      throw error
    return []
  }
  const [kind, host, port]: unknown[] = Array.isArray(role) ? role : []
  if (String(kind) !== 'slave') return []
  return [
    {
      message: `This is a replica of ${String(host)}:${String(port)}: it shows its master’s keys, but takes no changes.`,
      hint: 'Use the master’s address for changes.',
      proposals: [],
    },
  ]
}

function isSentinel(name: string): Failure {
  return new Failure('UNSUPPORTED', `${name} is a Sentinel and holds no keys.`, {
    hint: 'Turn Sentinel on for this target with the name of its master, or use the address of the server it watches.',
  })
}
