import { setTimeout as wait } from 'node:timers/promises'
import type { RedisAddress } from '#shared/contract/environments.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import { Failure } from '#shared/failure.ts'
import {
  type AskRedis,
  CLUSTER_SLOTS,
  type ClusterMaster,
  type Deadline,
  placeName,
  reachMaster,
  readClusterSlots,
} from '#main/environments/index.ts'
import { type Argument, type Reply, ReplyError } from '../resp/index.ts'
import { askOf, type Connections } from './connections.ts'
import { slotOfKey } from './key-slot.ts'
import { createNode, replyOrFailure } from './node.ts'
import type { RespClient } from './resp-client.ts'
import type { RedisFacts, RedisNode, RedisServer } from './server.ts'
import { readRedirection, type Redirection, SlotMap } from './slot-map.ts'

export interface OpeningCluster {
  facts: RedisFacts
  /** Of the node it was found through. */
  address: RedisAddress
  first: RespClient
  ask: AskRedis
  connections: Connections
  deadline: Deadline
}

/** A key may move again while it is followed; more often than this it goes in circles. */
const MOST_REDIRECTIONS = 8
/** While keys of one command are moving the cluster asks for patience. */
const TRY_AGAIN_MS = 50

/** All masters of the cluster that one of its nodes belongs to. */
export async function openCluster(cluster: OpeningCluster): Promise<RedisServer> {
  const { facts, address, first, connections } = cluster
  const known = await readMasters(cluster)
  const nodes = new Map<string, RedisNode>()
  const rangesOf = new Map<RedisNode, ClusterMaster['ranges']>()
  for (const master of known ?? []) {
    const isFirst = isSame(master, address)
    const reached = isFirst ? { client: first, address } : await reach(master, cluster)
    const node = createNode(reached.address, connections, reached.client)
    nodes.set(announcedName(master, address), node)
    rangesOf.set(node, master.ranges)
  }
  if (known === undefined) nodes.set(placeName(address), createNode(address, connections, first))
  const masters = [...nodes.values()]
  const map = new SlotMap(masters, (node) => rangesOf.get(node) ?? [])
  const [someNode] = masters
  if (someNode === undefined) {
    throw new Failure('UNREACHABLE', 'The cluster has no masters with slots yet.', {
      hint: 'Its nodes have to be joined first (redis-cli --cluster create).',
    })
  }
  const nodeOf = (key: Buffer) => map.nodeOf(slotOfKey(key)) ?? someNode
  const follow = (redirection: Redirection, from: RedisNode): RedisNode => {
    const place = {
      host: redirection.host === '' ? from.address.host : redirection.host,
      port: redirection.port,
    }
    const name = placeName(place)
    const node = nodes.get(name) ?? createNode({ ...address, ...place }, connections)
    nodes.set(name, node)
    if (redirection.kind === 'MOVED') map.move(redirection.slot, node)
    return node
  }
  return {
    facts,
    masters,
    limitations: limitationsOf(known),
    nodeOf,
    callForKey: async (key, ...args) => await callFollowing(nodeOf(key), args, follow),
  }
}

async function callFollowing(
  start: RedisNode,
  args: Argument[],
  follow: (redirection: Redirection, from: RedisNode) => RedisNode,
): Promise<Reply> {
  let node = start
  let isAsking = false
  let reply: Reply = null
  for (let step = 0; step < MOST_REDIRECTIONS; step += 1) {
    const replies = await node.pipeline(isAsking ? [['ASKING'], args] : [args])
    reply = replies.at(-1) ?? null
    if (!(reply instanceof ReplyError)) return reply
    const redirection = readRedirection(reply.message)
    if (redirection !== undefined) {
      isAsking = redirection.kind === 'ASK'
      node = follow(redirection, node)
    } else if (reply.code === 'TRYAGAIN') await wait(TRY_AGAIN_MS)
    else break
  }
  return replyOrFailure(reply, node.address, args)
}

async function reach(
  master: ClusterMaster,
  { address, connections, deadline }: OpeningCluster,
): Promise<{ client: RespClient; address: RedisAddress }> {
  const reached = await reachMaster(master, address, deadline, async (at, within) => {
    const client = await connections.open(at, within)
    const ask = askOf(client, within)
    return { id: async () => String(await ask('CLUSTER', 'MYID')), close: () => client.close(), client }
  })
  return { client: reached.client.client, address: reached.address }
}

/** Undefined where the user may not ask. */
async function readMasters({ ask }: OpeningCluster): Promise<ClusterMaster[] | undefined> {
  try {
    return readClusterSlots(await ask('CLUSTER', 'SLOTS'))
  } catch (error) {
    if (error instanceof Failure && error.code === 'PERMISSION') return undefined
    throw error
  }
}

const announcedName = ({ host, port }: ClusterMaster, { host: connected }: RedisAddress) =>
  placeName({ host: host === '' ? connected : host, port })

const isSame = (master: ClusterMaster, address: RedisAddress) =>
  announcedName(master, address) === placeName(address)

function limitationsOf(known: readonly ClusterMaster[] | undefined): Limitation[] {
  if (known === undefined) {
    return [
      {
        message: 'Only one node of the cluster is seen: this user may not call CLUSTER SLOTS.',
        hint: 'ACL SETUSER … +cluster|slots (before Redis 7 +cluster) lets Pitwall find all masters.',
        proposals: [],
      },
    ]
  }
  const served = known.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0)
  if (served === CLUSTER_SLOTS) return []
  return [
    {
      message: `${CLUSTER_SLOTS - served} of the ${CLUSTER_SLOTS} slots of the cluster are served by nobody; their keys are not seen.`,
      hint: 'CLUSTER INFO and CLUSTER NODES tell which master is missing.',
      proposals: [],
    },
  ]
}
