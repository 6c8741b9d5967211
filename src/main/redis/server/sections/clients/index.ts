import { bytes, count, counted, duration } from '#main/wording.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import {
  type Diagnosis,
  figure,
  limitation,
  optionalFigure,
  type Section,
  type Settings,
} from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { type Client, clientsFrom } from './client-list.ts'
import { bufferFindings, connectionFindings, type Connections } from './findings.ts'

/** A view of more rows than this is no help. */
const MOST_ROWS = 50

export const clients: Section = {
  id: 'clients',
  title: 'Clients',
  async examine({ server, info, ask, settings, limit }) {
    const figures = info('clients', 'stats')
    const list = await ask({
      title: 'Connections and their buffers',
      command: ['CLIENT', 'LIST'],
      missing: 'Who is connected and how big the buffers are',
    })
    const known = await settings('maxclients', 'timeout', 'tcp-keepalive', 'maxmemory-clients')
    if (figures.max('maxclients') === undefined && !known.has('maxclients')) {
      limit(
        limitation(
          'How many connections the server takes is not told (INFO has it from 6.2 on).',
          'Allow CONFIG GET, or look up the limit of the service.',
        ),
      )
    }
    return judgeClients(figures, server, list && clientsFrom(list), known)
  },
}

export function judgeClients(
  info: InfoFigures,
  server: Server,
  list: readonly Client[] | undefined,
  settings: Settings,
): Diagnosis {
  const connections = connectionsOf(info, list, settings)
  const findings = [
    ...connectionFindings(connections, info, server, settings),
    ...bufferFindings(list ?? [], info, server, settings),
  ]
  const { connected, most, share } = connections
  if (connected === undefined) {
    const summary = 'The server does not tell how many clients are connected.'
    return { summary, figures: [], tables: tablesOf(list), findings, unknown: true }
  }
  const rejected = info.sum('rejected_connections')
  const perSecond = info.perSecond('total_connections_received')
  return {
    summary: `${counted(connected, 'connection')}${most === undefined ? '' : ` of the ${count(most)} that ${info.nodes.length > 1 ? 'each server' : 'the server'} takes`} ${connected === 1 ? 'is' : 'are'} open${connections.idle === undefined || connected === 0 ? '' : `, ${count(connections.idle)} of them idle for more than an hour`}.${rejected ? ` ${counted(rejected, 'connection was', 'connections were')} refused since the server counts.` : ''}`,
    figures: [
      figure(
        'Open connections',
        most === undefined ? count(connected) : `${count(connected)} of ${count(most)}`,
        'below 80 %',
        share === undefined ? undefined : share < thresholds.clientsNearlyFull,
      ),
      ...optionalFigure('Waiting in a blocking command', info.sum('blocked_clients'), count),
      ...(rejected === undefined
        ? []
        : [figure('Refused since the server counts', count(rejected), '0', rejected === 0)]),
      ...optionalFigure('New connections a second now', perSecond, count),
      ...optionalFigure('Commands for each connection', connections.commandsEach, count),
      ...optionalFigure('Memory of clients', info.sum('mem_clients_normal'), bytes),
      ...optionalFigure('Listening to Pub/Sub', info.sum('pubsub_clients'), count),
      ...optionalFigure(
        'Disconnected, output buffer full',
        info.sum('client_output_buffer_limit_disconnections'),
        count,
      ),
      ...optionalFigure('Evicted clients', info.sum('evicted_clients'), count),
      ...['timeout', 'tcp-keepalive', 'maxmemory-clients'].flatMap((name) => {
        const value = settings.get(name)
        return value === undefined ? [] : [figure(name, value)]
      }),
    ],
    tables: tablesOf(list),
    findings,
  }
}

function connectionsOf(
  info: InfoFigures,
  list: readonly Client[] | undefined,
  settings: Settings,
): Connections {
  const told = info.max('maxclients') ?? Number(settings.get('maxclients') ?? Number.NaN)
  const most = Number.isNaN(told) ? undefined : told
  const connected = info.sum('connected_clients')
  const received = info.sum('total_connections_received')
  const processed = info.sum('total_commands_processed')
  return {
    // Pitwall's own, one on each master.
    connected: connected === undefined ? undefined : Math.max(0, connected - info.nodes.length),
    most,
    share: most === undefined ? undefined : (info.max('connected_clients') ?? 0) / most,
    idle: list?.filter(({ idleSeconds }) => idleSeconds * 1000 >= thresholds.longIdle).length,
    received,
    commandsEach:
      received === undefined || processed === undefined || received === 0 ? undefined : processed / received,
  }
}

function tablesOf(list: readonly Client[] | undefined): Diagnosis['tables'] {
  if (list === undefined || list.length === 0) return []
  const groups = new Map<string, Client[]>()
  for (const client of list) {
    const key = [client.host, client.name, client.user, client.library].join('\0')
    groups.set(key, [...(groups.get(key) ?? []), client])
  }
  return [
    {
      title: 'Connections by client',
      columns: [
        { label: 'Host', kind: 'text' },
        { label: 'Name', kind: 'text' },
        { label: 'User', kind: 'text' },
        { label: 'Library', kind: 'text' },
        { label: 'Connections', kind: 'count' },
        { label: 'Idle for at most', kind: 'text' },
        { label: 'Output not read', kind: 'bytes' },
        { label: 'Input not run', kind: 'bytes' },
        { label: 'Memory', kind: 'bytes' },
      ],
      rows: [...groups.values()]
        .toSorted((one, other) => other.length - one.length)
        .slice(0, MOST_ROWS)
        .map((members) => [
          members[0]?.host ?? '',
          members[0]?.name ?? '',
          members[0]?.user ?? '',
          members[0]?.library ?? '',
          members.length,
          duration(Math.max(...members.map(({ idleSeconds }) => idleSeconds)) * 1000),
          sum(members, ({ outputBytes }) => outputBytes),
          sum(members, ({ queryBytes }) => queryBytes),
          sum(members, ({ totalBytes }) => totalBytes) || null,
        ]),
    },
    {
      title: 'Clients with the largest buffers',
      columns: [
        { label: 'Client', kind: 'text' },
        { label: 'Name', kind: 'text' },
        { label: 'Last command', kind: 'text' },
        { label: 'Output not read', kind: 'bytes' },
        { label: 'Input not run', kind: 'bytes' },
        { label: 'Memory', kind: 'bytes' },
        { label: 'Idle', kind: 'text' },
      ],
      rows: list
        .toSorted((one, other) => heldBy(other) - heldBy(one))
        .slice(0, 10)
        .map((client) => [
          `${client.host}, id ${client.id}`,
          client.name,
          client.command,
          client.outputBytes,
          client.queryBytes,
          client.totalBytes || null,
          duration(client.idleSeconds * 1000),
        ]),
    },
  ]
}

function sum(members: readonly Client[], pick: (client: Client) => number): number {
  return members.reduce((total, member) => total + pick(member), 0)
}

function heldBy({ outputBytes, queryBytes, totalBytes }: Client): number {
  return Math.max(totalBytes, outputBytes + queryBytes)
}
