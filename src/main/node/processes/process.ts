import type { Bytes, EpochMilliseconds } from '#shared/units.ts'

export interface Listening {
  host: string
  port: number
  /** What stays the same as long as it is the same socket: the inode, where the system tells one. */
  socket: string
}

/**
 * Why a process is Node, or is not. `unseen`: its program may not be looked at (another user's), but is
 * called `node`. `electron` has Node inside, but not the whole of its ways.
 */
export type Runtime = 'node' | 'electron' | 'unseen' | 'other'

/** A process as the system tells of it. */
export interface SystemProcess {
  pid: number
  parentPid: number
  runtime: Runtime
  /** Path of the program; null where the system does not tell. */
  executable: string | null
  /** The words it was started with; a process may have overwritten them. */
  args: string[]
  /** Its NODE_OPTIONS; null where the system does not tell, empty where there are none. */
  nodeOptions: string | null
  /** Whose it is, for sentences: `the user postgres`, `another user`. */
  owner: string
  /** It runs as the same user as Pitwall. */
  isOwn: boolean
  cwd: string | null
  startedAt: EpochMilliseconds | null
  /** Stays the same as long as it is the same process, even where another gets its pid. */
  birth: string
  residentBytes: Bytes | null
  /** TCP ports it listens on; null where the system does not tell. */
  listening: Listening[] | null
  /** It handles SIGUSR1, so that the signal does not end it; null where the system does not tell. */
  handlesSignal: boolean | null
  /** It is in a network of its own, a container: its ports are not those of this machine. */
  otherNetwork: boolean
  /** Its inspector's thread runs; null where the system does not tell. */
  inspectorThread: boolean | null
}

export interface Listener {
  /** Null where it cannot be told, as of another user's. */
  pid: number | null
  name: string | null
}

/** What Pitwall asks the system about processes. */
export interface ProcessSystem {
  /** Every Node process, and what may be one. Those that end meanwhile are left out. */
  nodeProcesses(): Promise<SystemProcess[]>
  /** One process, Node or not; undefined where there is none (any more). */
  read(pid: number): Promise<SystemProcess | undefined>
  /** Who stands in the way of listening there, as far as it can be seen; undefined where nobody does. */
  whoListens(address: { host: string; port: number }): Promise<Listener | undefined>
  /** One sentence each. */
  limitations: readonly string[]
}

/** Two sockets cannot listen on the same port, except on different addresses. */
export function standsInTheWay(
  one: { host: string; port: number },
  wanted: { host: string; port: number },
): boolean {
  return one.port === wanted.port && (one.host === wanted.host || isAny(one.host) || isAny(wanted.host))
}

const isAny = (host: string) => ['0.0.0.0', '::', '*'].includes(host)
