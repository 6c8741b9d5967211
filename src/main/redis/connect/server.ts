import type { Duplex } from 'node:stream'
import type { RedisAddress } from '#shared/contract/environments.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { Failure } from '#shared/failure.ts'
import type { Argument, Reply } from '../resp/index.ts'

/** What the server is. */
export interface RedisFacts {
  product: 'Redis' | 'Valkey'
  /** `7.0.15`; empty where the user may not ask, and then it is taken for the oldest, 5.0. */
  version: string
  /** Of Valkey its own: 7.2 and later, which has all of Redis 7.2. */
  major: number
  minor: number
  topology: 'standalone' | 'sentinel' | 'cluster'
  /** What is looked at keeps its idle time and frequency (CLIENT NO-TOUCH, 7.2 and later, no cluster). */
  noTouch: boolean
}

/** One server process. */
export interface RedisNode {
  /** `127.0.0.1:6379`, or the path of its socket. */
  name: string
  address: RedisAddress
  /**
   * One command. A connection that was lost since the last one is opened again.
   *
   * @throws Failure PERMISSION for what is forbidden or unknown, SERVER_ERROR and others for other
   * error replies (`facts.reply` is their first word), CONNECTION_LOST, CANCELLED
   */
  call: (...args: Argument[]) => Promise<Reply>
  /**
   * Many at once, the replies in their order; error replies are values.
   *
   * @throws Failure CONNECTION_LOST, CANCELLED
   */
  pipeline: (commands: readonly (readonly Argument[])[]) => Promise<Reply[]>
  /** Another connection of its own to this node, logged in, its database chosen. */
  open: () => Promise<RawConnection>
}

/** A socket, encrypted or not, on which commands may be written at once. */
export interface RawConnection {
  /** Flowing, so listen to its `data` before the first command is written. */
  socket: Duplex
  close: () => void
  /** How it ended: undefined when closed on this side, else the failure. Never rejects. */
  readonly closed: Promise<Failure | undefined>
}

export interface RedisServer {
  facts: RedisFacts
  /** All that hold keys; of a replica that was connected to, the replica itself. */
  masters: RedisNode[]
  /** What of it is not seen or cannot be done. */
  limitations: Limitation[]
  /** The master of the key, as far as the map of the cluster is known. */
  nodeOf: (key: Buffer) => RedisNode
  /** A command on the master of the key; follows the key where it has moved to. Throws as `call`. */
  callForKey: (key: Buffer, ...args: Argument[]) => Promise<Reply>
}
