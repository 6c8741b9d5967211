import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { startDeadline, type Deadline } from './deadline.ts'
import { placeName } from './network.ts'

/** Slots of a cluster. (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/) */
export const CLUSTER_SLOTS = 16_384

export interface ClusterMaster {
  id: string
  /** As the cluster announces it; empty where it does not know. */
  host: string
  port: number
  /** First and last slot of each range, both inclusive. */
  ranges: [number, number][]
}

/**
 * The masters of the answer to CLUSTER SLOTS, in the order of their slots. It names the port that the
 * asking connection speaks (TLS or not), which CLUSTER SHARDS does not decide.
 */
export function readClusterSlots(reply: unknown): ClusterMaster[] {
  const masters = new Map<string, ClusterMaster>()
  const rows: unknown[] = Array.isArray(reply) ? reply : []
  for (const row of rows) {
    const [from, to, node]: unknown[] = Array.isArray(row) ? row : []
    const [host, port, nodeId]: unknown[] = Array.isArray(node) ? node : []
    if (typeof from !== 'number' || typeof to !== 'number' || typeof port !== 'number') continue
    const name = textOf(host)
    const id = textOf(nodeId)
    // `?` stands for a host name that is not set.
    const master = masters.get(id) ?? { id, host: name === '?' ? '' : name, port, ranges: [] }
    master.ranges.push([from, to])
    masters.set(id, master)
  }
  return [...masters.values()].toSorted((a, b) => (a.ranges[0]?.[0] ?? 0) - (b.ranges[0]?.[0] ?? 0))
}

const textOf = (value: unknown) =>
  typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : ''

/** Tries to reach a master; what it opened is closed again where it is not the one that was meant. */
export interface MasterClient {
  /** CLUSTER MYID; undefined where this is not allowed. */
  id: () => Promise<string | undefined>
  close: () => void
}

/**
 * A connection to a master where the cluster announces it; and where it is not reached there, at the
 * same port of the host that was connected to, as containers publish it, if it says that it is the one.
 *
 * @param from the address through which the cluster was found
 * @throws Failure UNREACHABLE that says who named the address
 */
export async function reachMaster<C extends MasterClient>(
  master: Pick<ClusterMaster, 'host' | 'port' | 'id'>,
  from: RedisAddress,
  deadline: Deadline,
  open: (address: RedisAddress, deadline: Deadline) => Promise<C>,
): Promise<{ client: C; address: RedisAddress }> {
  const announced = { ...from, host: master.host === '' ? from.host : master.host, port: master.port }
  const published = { ...announced, host: from.host }
  const mayBePublished = announced.host !== from.host && !from.host.startsWith('/')
  try {
    // A packet filter keeps silent: then there is time left for the other host.
    using part = startDeadline(deadline.timeoutMs / (mayBePublished ? 2 : 1), deadline.signal)
    return { client: await open(announced, part), address: announced }
  } catch (error) {
    const isOver = deadline.signal.aborted || !isNotReached(error)
    const client = isOver || !mayBePublished ? undefined : await open(published, deadline).catch(() => {})
    if (client === undefined) throw announcedBy('The cluster', announced, error)
    if (master.id !== '' && (await client.id()) === master.id) return { client, address: published }
    client.close()
    throw announcedBy('The cluster', announced, error)
  }
}

/** The failure of a connection to an address that another server gave: it may be one of its network only. */
export function announcedBy(
  who: 'The Sentinel' | 'The cluster',
  address: RedisAddress,
  error: unknown,
): unknown {
  if (!isNotReached(error)) return error
  const what = who === 'The Sentinel' ? 'its master' : 'one of its masters'
  const setting = who === 'The Sentinel' ? 'replica-announce-ip' : 'cluster-announce-ip'
  return new Failure(
    'UNREACHABLE',
    `${who} says that ${what} is at ${placeName(address)}, which cannot be reached from here.`,
    {
      hint: `In containers they announce addresses of an inner network: set ${setting} (and -port) to what is reached from here, or start Pitwall inside that network.`,
      facts: { announced: placeName(address) },
      cause: error,
    },
  )
}

function isNotReached(error: unknown): error is Failure {
  return error instanceof Failure && (error.code === 'UNREACHABLE' || error.code === 'TIMEOUT')
}
