import type { Finding } from '#shared/contract/finding.ts'
import { bytes, count, duration, percent } from '#main/wording.ts'
import { changeSettings, countAnew } from '../../change-settings.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import type { Settings } from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { type Client, isOrdinary } from './client-list.ts'

/** Of maxmemory, for the buffers of all clients: as the example in redis.conf. */
const CLIENTS_SHARE = 0.05

/** The connections of all masters, Pitwall's own left out. */
export interface Connections {
  connected: number | undefined
  /** That each server takes. */
  most: number | undefined
  /** Of the fullest server. */
  share: number | undefined
  /** Idle for more than an hour; undefined where CLIENT LIST is refused. */
  idle: number | undefined
  received: number | undefined
  commandsEach: number | undefined
}

export function connectionFindings(
  connections: Connections,
  info: InfoFigures,
  server: Server,
  settings: Settings,
): Finding[] {
  return [
    ...nearlyFull(connections, server),
    ...rejected(connections, info, server),
    ...idleCrowd(connections, server, settings),
    ...churn(connections, info, server),
    ...withoutKeepalive(server, settings),
  ]
}

function nearlyFull({ connected = 0, most, share }: Connections, server: Server): Finding[] {
  if (most === undefined || share === undefined || share < thresholds.clientsNearlyFull) return []
  const change = moreClients(server, most)
  return [
    {
      id: 'too-many-connections',
      kind: 'too-many-connections',
      severity: share >= thresholds.clientsFull ? 'high' : 'medium',
      title: `${percent(share)} of the connections are taken`,
      detail: `${count(connected)} connections are open, and each server takes ${count(most)}. When all are taken, the next one is refused.`,
      advice: `Share connections: one for each process is usually enough, because commands of many requests can be in flight on it. ${change.advice} The system must allow so many open files.`,
      subject: { kind: 'setting', name: 'maxclients' },
      evidence: [
        { label: 'Open', value: count(connected) },
        { label: 'maxclients', value: count(most) },
      ],
      evidenceSql: 'CLIENT LIST',
      proposals: change.proposals,
    },
  ]
}

function rejected({ most, share = 0 }: Connections, info: InfoFigures, server: Server): Finding[] {
  const refused = info.sum('rejected_connections') ?? 0
  if (refused === 0) return []
  const now = info.grown('rejected_connections') ?? 0
  const change = most === undefined || share < 0.5 ? undefined : moreClients(server, most)
  return [
    {
      id: 'rejected-connections',
      kind: 'rejected-connections',
      severity: now > 0 ? 'high' : 'medium',
      title: `${count(refused)} connections were refused`,
      detail: `All ${most === undefined ? '' : `${count(most)} `}connections were taken when they came${now > 0 ? `; ${count(now)} of them in the last ${duration(info.windowMs)}` : ''}. An application sees "max number of clients reached".`,
      advice: `Look which client opens so many (the table of connections), and let it share them. ${change?.advice ?? ''} Once it is cured, count anew: the counter keeps what was.`,
      subject: { kind: 'setting', name: 'maxclients' },
      evidence: [
        { label: 'Refused since the server counts', value: count(refused) },
        ...(most === undefined ? [] : [{ label: 'maxclients', value: count(most) }]),
      ],
      evidenceSql: 'INFO stats',
      proposals: [...(change?.proposals ?? []), ...countAnew(server)],
    },
  ]
}

function moreClients(server: Server, most: number): ReturnType<typeof changeSettings> {
  const value = String(most * 2)
  return changeSettings(server, `Allow ${count(most * 2)} connections`, { name: 'maxclients', value })
}

function idleCrowd({ connected = 0, idle = 0 }: Connections, server: Server, settings: Settings): Finding[] {
  if (idle < thresholds.manyIdle || idle < thresholds.idleShare * connected) return []
  const change =
    settings.get('timeout') === '0'
      ? changeSettings(server, 'Close connections that are idle for an hour', {
          name: 'timeout',
          value: '3600',
        })
      : undefined
  return [
    {
      id: 'idle-connections',
      kind: 'idle-connections',
      severity: 'low',
      title: `${count(idle)} connections have been idle for more than an hour`,
      detail: `${percent(idle / Math.max(1, connected))} of ${count(connected)} connections do nothing. Each keeps its buffers and a file, and they are often what a client that went away has left.`,
      advice:
        `Make the pools smaller. ${change ? `${change.advice} Those that listen to Pub/Sub or wait in a blocking command are spared.` : ''}`.trim(),
      subject: { kind: 'setting', name: 'timeout' },
      evidence: [
        { label: 'Idle for more than an hour', value: count(idle) },
        { label: 'Open', value: count(connected) },
      ],
      evidenceSql: 'CLIENT LIST',
      proposals: change?.proposals ?? [],
    },
  ]
}

function churn({ received = 0, commandsEach }: Connections, info: InfoFigures, server: Server): Finding[] {
  const uptimeS = Math.max(1, info.max('uptime_in_seconds') ?? 1)
  const perSecond = Math.max(info.perSecond('total_connections_received') ?? 0, received / uptimeS)
  if (commandsEach === undefined || commandsEach >= thresholds.commandsPerConnection) return []
  if (received < thresholds.churnLeast || perSecond < thresholds.churnPerSecond) return []
  return [
    {
      id: 'connection-churn',
      kind: 'connection-churn',
      severity: 'medium',
      title: `${count(perSecond)} new connections a second, for ${count(commandsEach)} commands each`,
      detail: `${count(received)} connections were opened since the server counts. Opening one, with TLS and a login the more, costs both sides more than the commands it is for.`,
      advice:
        'Keep connections open: make the client once for each process and not for each request, and look whether a health check opens its own.',
      subject: { kind: 'server', name: server.name },
      evidence: [
        { label: 'Opened since the server counts', value: count(received) },
        { label: 'Opened a second', value: count(perSecond) },
        { label: 'Commands for each', value: count(commandsEach) },
      ],
      evidenceSql: 'INFO stats',
      proposals: countAnew(server),
    },
  ]
}

function withoutKeepalive(server: Server, settings: Settings): Finding[] {
  if (settings.get('tcp-keepalive') !== '0') return []
  const change = changeSettings(server, 'Look every 300 s whether clients are alive', {
    name: 'tcp-keepalive',
    value: '300',
  })
  return [
    {
      id: 'no-keepalive',
      kind: 'no-keepalive',
      severity: 'low',
      title: 'Clients that vanished keep their connection for ever (tcp-keepalive is 0)',
      detail:
        'Where a machine goes away or a firewall forgets a connection, nobody closes it: the server keeps it open and counts it against maxclients.',
      advice: change.advice,
      subject: { kind: 'setting', name: 'tcp-keepalive' },
      evidence: [{ label: 'tcp-keepalive', value: '0' }],
      evidenceSql: 'CONFIG GET tcp-keepalive',
      proposals: change.proposals,
    },
  ]
}

/** Clients that do not read what they asked for, or send more than the server can run. */
export function bufferFindings(
  list: readonly Client[],
  info: InfoFigures,
  server: Server,
  settings: Settings,
): Finding[] {
  const big = list
    .filter(isOrdinary)
    .filter(({ outputBytes, queryBytes }) => outputBytes + queryBytes >= thresholds.bigBuffer)
    .toSorted((one, other) => other.outputBytes + other.queryBytes - one.outputBytes - one.queryBytes)
  const [worst] = big
  if (worst === undefined) return []
  const held = big.reduce((total, client) => total + client.outputBytes + client.queryBytes, 0)
  const used = info.sum('used_memory') ?? 0
  const listens = worst.flags.includes('P')
  // Only from 7.0 on can clients together be limited; '0' is no limit. A share needs a maxmemory, bytes do not.
  const limit = Math.max(thresholds.bigBuffer, (info.max('maxmemory') ?? 0) * CLIENTS_SHARE)
  const change =
    settings.get('maxmemory-clients') === '0'
      ? changeSettings(server, `Limit the memory of all clients to ${bytes(limit)}`, {
          name: 'maxmemory-clients',
          value: `${Math.ceil(limit / 1_048_576)}mb`,
        })
      : undefined
  return [
    {
      id: 'big-client-buffers',
      kind: 'big-client-buffers',
      severity: used > 0 && held / used >= 0.25 ? 'high' : 'medium',
      title: `${big.length === 1 ? 'A client has' : `${count(big.length)} clients have`} ${bytes(held)} waiting in buffers`,
      detail: `The largest is id ${worst.id} from ${worst.host}${worst.name === '' ? '' : ` (${worst.name})`}: ${bytes(worst.outputBytes)} that it has not read and ${bytes(worst.queryBytes)} not run yet; its last command was ${worst.command || 'none'}.${used > 0 ? ` That is ${percent(held / used)} of the used memory, and it counts against maxmemory: keys are evicted for it.` : ''}`,
      advice: `${listens ? 'It listens to Pub/Sub and does not keep up: limit it with client-output-buffer-limit pubsub, or use a stream.' : 'It asks for more at once than it reads: page with SCAN, HSCAN or LRANGE, and read as fast as it asks.'} ${change ? `${change.advice} Above it the server disconnects the clients that hold most.` : 'client-output-buffer-limit normal disconnects those that hold too much.'}`,
      subject: { kind: 'client', name: worst.id },
      evidence: [
        { label: 'Output not read', value: bytes(worst.outputBytes) },
        { label: 'Input not run', value: bytes(worst.queryBytes) },
        { label: 'Last command', value: worst.command },
        { label: 'Clients with big buffers', value: count(big.length) },
      ],
      evidenceSql: 'CLIENT LIST',
      proposals: change?.proposals ?? [],
    },
  ]
}
