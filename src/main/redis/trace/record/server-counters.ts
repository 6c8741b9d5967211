import type { CounterSample } from '../formats/own-lines.ts'
import type { RedisNode } from '../../connect/index.ts'
import type { Milliseconds } from '#shared/units.ts'

/** What INFO told of one server at one moment. */
export interface Counters extends Record<keyof CounterSample['counters'], number> {
  at: Milliseconds
  /** CPU time that the thread of the commands has taken; undefined where it is not told. */
  cpuMs: Milliseconds | undefined
  clients: number
  replicas: number
  /** Bytes a second that came in, as the server averages them; 0 where it is not told. */
  inputBytesPerSecond: number
}

/** Sections asked one by one: before Redis 7 several cannot be named at once. */
const sections = ['stats', 'cpu', 'clients', 'replication'] as const
/** So many commands of ours each look is. */
export const COMMANDS_PER_LOOK = sections.length

/** @throws Failure PERMISSION where INFO is forbidden */
export async function readCounters(node: RedisNode): Promise<Counters> {
  // The first one throws where it is forbidden; the others go with it.
  const first = await node.call('INFO', sections[0])
  const others = await node.pipeline(sections.slice(1).map((section) => ['INFO', section]))
  const info = fieldsOf(
    [first, ...others].map((reply) => (Buffer.isBuffer(reply) ? reply.toString() : '')).join('\n'),
  )
  const number = (name: string): number => Number(info.get(name) ?? 0)
  return {
    at: performance.now(),
    hits: number('keyspace_hits'),
    misses: number('keyspace_misses'),
    commands: number('total_commands_processed'),
    evictions: number('evicted_keys'),
    expirations: number('expired_keys'),
    cpuMs: cpuOf(info),
    clients: number('connected_clients'),
    replicas: number('connected_slaves'),
    inputBytesPerSecond: number('instantaneous_input_kbps') * 1024,
  }
}

/** `name:value` a line. */
function fieldsOf(info: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of info.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1))
  }
  return fields
}

/** Of the main thread alone where the server tells it (6.2 and later): others write and free beside it. */
function cpuOf(info: ReadonlyMap<string, string>): Milliseconds | undefined {
  for (const end of ['_main_thread', '']) {
    const user = info.get(`used_cpu_user${end}`)
    const system = info.get(`used_cpu_sys${end}`)
    if (user !== undefined && system !== undefined) return 1000 * (Number(user) + Number(system))
  }
  return undefined
}
