import type { RedisChange } from '#shared/redis/change-text.ts'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import { infoOf } from './info.ts'

type Settings = Extract<RedisChange, { kind: 'config-set' }>['settings']
type Values = Record<string, Record<string, string>>

/** What to know before parameters are set, one sentence each. */
export async function configWarnings(
  server: RedisServer,
  settings: Settings,
  before: Values,
): Promise<string[]> {
  const warnings: string[] = []
  const wanted = new Map(settings.map(({ name, value }) => [name, value]))
  for (const node of server.masters) {
    const values = before[node.name] ?? {}
    warnings.push(...(await memoryWarnings(node, wanted, values)), ...(await clientWarnings(node, wanted)))
  }
  const policy = wanted.get('maxmemory-policy')
  if (policy === 'noeviction') {
    warnings.push('With noeviction every write fails with an error once the memory is full.')
  } else if (policy?.startsWith('volatile-')) {
    warnings.push(
      `With ${policy} only keys that expire are evicted: without such keys every write fails once the memory is full.`,
    )
  } else if (policy !== undefined) {
    warnings.push(
      `With ${policy} any key may be evicted once the memory is full, also one that is meant to stay.`,
    )
  }
  if (wanted.get('appendonly') === 'yes') {
    warnings.push(
      'The server writes its append-only file anew at once: a child process, disk space and time for all keys.',
    )
  }
  if (wanted.get('appendonly') === 'no')
    warnings.push('From then on writes since the last snapshot are lost when the server dies.')
  if (wanted.get('save') === '') warnings.push('The server makes no snapshots any more.')
  for (const node of server.masters) warnings.push(...(await restartWarnings(node)))
  if (server.facts.topology === 'cluster') {
    warnings.push(`It is set on all ${server.masters.length} masters; replicas keep theirs.`)
  }
  return [...new Set(warnings)]
}

async function memoryWarnings(
  node: RedisNode,
  wanted: ReadonlyMap<string, string>,
  before: Record<string, string>,
): Promise<string[]> {
  const text = wanted.get('maxmemory')
  if (text === undefined) return []
  const limit = bytesOf(text)
  if (limit === undefined) return []
  if (limit === 0) return ['Without maxmemory the server takes memory until the system ends it.']
  const memory = await infoOf(node, 'memory')
  const used =
    Number(memory.get('used_memory') ?? Number.NaN) - Number(memory.get('mem_not_counted_for_evict') ?? 0)
  if (!(used > limit)) return []
  const over = `${(used - limit).toLocaleString('en')} bytes`
  const policy =
    wanted.get('maxmemory-policy') ?? memory.get('maxmemory_policy') ?? before['maxmemory-policy']
  return policy === 'noeviction'
    ? [
        `${node.name} holds ${over} more than that: every write would fail at once, as its policy is noeviction.`,
      ]
    : [
        `${node.name} holds ${over} more than that: keys of that size would be evicted at once${policy === undefined ? '' : ` (${policy})`}, and nothing brings them back.`,
      ]
}

async function clientWarnings(node: RedisNode, wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const most = wanted.get('maxclients')
  if (most === undefined) return []
  const connected = Number((await infoOf(node, 'clients')).get('connected_clients') ?? Number.NaN)
  const warnings: string[] = []
  if (connected >= Number(most)) {
    warnings.push(
      `${connected} clients are connected to ${node.name}: new ones would be turned away at once.`,
    )
  }
  if (Number(most) > MANY_CLIENTS) {
    warnings.push(
      'Where the system does not allow that many the server tries ever smaller numbers, and answers nobody meanwhile: that can take minutes.',
    )
  }
  return warnings
}

/** What Linux allows a process unless told (fs.nr_open). From 4 billion the search took two minutes. */
const MANY_CLIENTS = 1_048_576

async function restartWarnings(node: RedisNode): Promise<string[]> {
  const file = (await infoOf(node, 'server')).get('config_file')
  const replicas = Number((await infoOf(node, 'replication')).get('connected_slaves') ?? 0)
  return [
    file === ''
      ? 'It lasts until the server restarts: it was started without a configuration file that could keep it.'
      : `It is lost when the server restarts, unless CONFIG REWRITE puts it into its configuration file${file === undefined ? '' : ` ${file}`}.`,
    ...(replicas > 0
      ? ['Replicas keep their own value: set it there, too, or it is gone after a failover.']
      : []),
  ]
}

const units: Record<string, number> = {
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
}

/** As the server reads memory; undefined where it would not. */
function bytesOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)(b|k|kb|m|mb|g|gb)?$/i.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits) * (units[unit.toLowerCase()] ?? 1)
}
