import type { Limitation } from '#shared/contract/finding.ts'
import type { Bytes } from '#shared/units.ts'
import type { RedisFacts, RedisNode, RedisServer } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { ReplyError } from '../resp/index.ts'
import type { InfoFigures } from './info/info-figures.ts'

/** What every section may want to know of the server. */
export interface Server {
  /** Of the target. */
  name: string
  facts: RedisFacts
  nodes: readonly RedisNode[]
  /** As ACL SETUSER names the one Pitwall is logged in as. */
  user: string
  /** Pitwall was let in without a password or a certificate. */
  isOpenDoor: boolean
  /** INFO is to be had. */
  isTold: boolean
  /** Why CONFIG is not to be had; undefined where it is. */
  configRefused: ReplyError | undefined
  /** `ElastiCache`, as far as the server says it: settings are changed in its console. */
  managedBy: string | undefined
  /** Told by whoever opened the connection. */
  limitations: readonly Limitation[]
  /** Wanted of the hit rate, 0 to 1. */
  hitRateTarget: number
}

export async function readServer(
  { facts, masters, limitations }: RedisServer,
  { name, address, password }: RedisTarget,
  info: InfoFigures | undefined,
  hitRateTarget: number,
): Promise<Server> {
  const [reply] = (await masters[0]?.pipeline([['CONFIG', 'GET', 'maxmemory']])) ?? []
  return {
    name,
    facts,
    nodes: masters,
    user: address.user ?? 'default',
    isOpenDoor: password === undefined && address.tls.certFile === undefined,
    isTold: info !== undefined,
    configRefused: reply instanceof ReplyError ? reply : undefined,
    managedBy: info?.text('os')?.includes('ElastiCache') === true ? 'ElastiCache' : undefined,
    limitations,
    hitRateTarget,
  }
}

/** As far as it shows; what is not told is not guessed. */
export function traitsOf(server: Server, target: RedisTarget, info: InfoFigures | undefined): string[] {
  const { facts } = server
  const traits = [
    facts.topology === 'cluster' ? `cluster of ${server.nodes.length} masters` : undefined,
    facts.topology === 'sentinel' ? 'Sentinel' : undefined,
    isReplica(info) ? 'replica' : undefined,
    server.managedBy,
    target.address.tls.mode === 'disable' ? undefined : tlsTrait(target.address.tls.mode),
    target.address.host.startsWith('/') ? 'Unix socket' : undefined,
    info === undefined ? 'INFO not allowed' : undefined,
    server.configRefused === undefined ? undefined : 'CONFIG not allowed',
  ]
  return traits.filter((trait) => trait !== undefined)
}

/** `prefer` may have fallen back to plain text, which is not seen from here. */
function tlsTrait(mode: string): string | undefined {
  return mode === 'prefer' ? undefined : 'TLS'
}

export function isReplica(info: InfoFigures | undefined): boolean {
  return info?.text('role') === 'slave'
}

/**
 * The memory of the machine that a master may count on: shared with the masters that run at the same
 * address. Undefined where the server does not tell.
 */
export function memoryForEach(server: Server, info: InfoFigures): Bytes | undefined {
  const machine = info.min('total_system_memory')
  if (machine === undefined || machine <= 0) return undefined
  const hosts = server.nodes.map(({ address }) => address.host)
  const most = Math.max(1, ...hosts.map((host) => hosts.filter((other) => other === host).length))
  return machine / most
}
