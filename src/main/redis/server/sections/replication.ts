import type { Finding } from '#shared/contract/finding.ts'
import type { Bytes } from '#shared/units.ts'
import { bytes, count, counted, duration } from '#main/wording.ts'
import { changeSettings } from '../change-settings.ts'
import { type Info, numberFrom, numberOf, recordsOf } from '../info/info.ts'
import type { InfoFigures } from '../info/info-figures.ts'
import { type Diagnosis, figure, optionalFigure, type Section, type Settings } from '../section.ts'
import { isReplica, type Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

const MIB = 1_048_576
/** A broken link is usually back within a minute; five leave room. */
const BACKLOG_SECONDS = 300

export const replication: Section = {
  id: 'replication',
  title: 'Replication',
  async examine({ server, info, settings, limit }) {
    const figures = info('replication', 'stats')
    for (const each of server.limitations) limit(each)
    return judgeReplication(figures, server, await settings('repl-backlog-size', 'min-replicas-to-write'))
  },
}

/** A replica, as its master tells it. */
export interface Replica {
  master: string
  address: string
  state: string
  /** What it has not got yet. */
  behind: Bytes
  /** Since it answered last. */
  silentSeconds: number
}

export function replicasOf(node: string, info: Info): Replica[] {
  const offset = numberOf(info, 'master_repl_offset') ?? 0
  return [...recordsOf(info, 'slave')]
    .filter(([index]) => /^\d+$/.test(index))
    .map(([, record]) => ({
      master: node,
      address: `${record.get('ip') ?? ''}:${record.get('port') ?? ''}`,
      state: record.get('state') ?? '',
      behind: Math.max(0, offset - (numberFrom(record.get('offset')) ?? 0)),
      silentSeconds: numberFrom(record.get('lag')) ?? 0,
    }))
}

export function judgeReplication(info: InfoFigures, server: Server, settings: Settings): Diagnosis {
  if (isReplica(info)) return judgeReplica(info, server)
  const replicas = info.nodes.flatMap(({ node, now }) => replicasOf(node, now))
  const findings = [
    ...replicas.flatMap((replica) => lagging(replica, info, server)),
    ...fullCopies(replicas, info, server, settings),
  ]
  const role = info.text('role')
  if (role === undefined) {
    const summary = 'The server does not tell whether it has replicas.'
    return { summary, figures: [], tables: [], findings, unknown: true }
  }
  const worst = Math.max(0, ...replicas.map(({ behind }) => behind))
  return {
    summary:
      replicas.length === 0
        ? `${info.nodes.length > 1 ? 'The masters have' : 'This master has'} no replicas: when ${info.nodes.length > 1 ? 'one' : 'it'} goes away, nobody takes over.`
        : `${counted(replicas.length, 'replica')}; the one furthest behind lacks ${bytes(worst)}.`,
    figures: [
      figure('Role', role),
      figure('Replicas', count(replicas.length)),
      ...optionalFigure('Full copies since the server counts', info.sum('sync_full'), count),
      ...optionalFigure('Copies gone on with', info.sum('sync_partial_ok'), count),
      ...optionalFigure('Copies not gone on with', info.sum('sync_partial_err'), count),
      ...optionalFigure('Backlog', info.max('repl_backlog_size'), bytes),
      ...optionalFigure('Filled of it', info.max('repl_backlog_histlen'), bytes),
    ],
    tables:
      replicas.length === 0
        ? []
        : [
            {
              title: 'Replicas',
              columns: [
                { label: 'Master', kind: 'text' },
                { label: 'Replica', kind: 'text' },
                { label: 'State', kind: 'text' },
                { label: 'Behind', kind: 'bytes' },
                { label: 'Answered, ago', kind: 'text' },
              ],
              rows: replicas.map((replica) => [
                replica.master,
                replica.address,
                replica.state,
                replica.behind,
                duration(replica.silentSeconds * 1000),
              ]),
            },
          ],
    findings,
  }
}

function lagging(replica: Replica, info: InfoFigures, server: Server): Finding[] {
  const backlog = info.max('repl_backlog_size') ?? Infinity
  const isOffline = replica.state !== 'online'
  const isSilent = replica.silentSeconds > thresholds.replicaSilent
  const isFar = replica.behind > backlog
  if (!isOffline && !isSilent && !isFar) return []
  return [
    {
      id: `replica-lag:${replica.address}`,
      kind: 'replica-lag',
      severity: isFar || isSilent ? 'high' : 'medium',
      title: isOffline
        ? `The replica ${replica.address} is not ready (${replica.state})`
        : `The replica ${replica.address} is behind`,
      detail: `It lacks ${bytes(replica.behind)}${backlog === Infinity ? '' : ` (the backlog holds ${bytes(backlog)})`} and answered ${duration(replica.silentSeconds * 1000)} ago. What is read from it is old, and a failover to it loses what it lacks.`,
      advice:
        'Look at the network between them and at what keeps the replica busy: loading, a slow command, a slow disk.',
      subject: { kind: 'server', name: replica.address },
      evidence: [
        { label: 'Behind', value: bytes(replica.behind) },
        { label: 'Answered', value: `${duration(replica.silentSeconds * 1000)} ago` },
        { label: 'State', value: replica.state },
        { label: 'Master', value: server.nodes.length > 1 ? replica.master : server.name },
      ],
      evidenceSql: 'INFO replication',
      proposals: [],
    },
  ]
}

/** A link that broke for a moment, and everything was sent anew. */
function fullCopies(
  replicas: readonly Replica[],
  info: InfoFigures,
  server: Server,
  settings: Settings,
): Finding[] {
  const failed = info.sum('sync_partial_err') ?? 0
  const full = info.sum('sync_full') ?? 0
  // A replica's first copy is always full, and asks in vain for a part of one.
  if (failed === 0 || full <= replicas.length + 1) return []
  const backlog = Number(settings.get('repl-backlog-size') ?? info.max('repl_backlog_size') ?? Number.NaN)
  const uptimeS = Math.max(1, info.max('uptime_in_seconds') ?? 1)
  const perSecond = (info.max('master_repl_offset') ?? 0) / uptimeS
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(16 * MIB, perSecond * BACKLOG_SECONDS)))
  const change =
    wanted > backlog
      ? changeSettings(server, `Make the backlog ${bytes(wanted)}`, {
          name: 'repl-backlog-size',
          value: `${Math.round(wanted / MIB)}mb`,
        })
      : undefined
  return [
    {
      id: 'full-resyncs',
      kind: 'full-resyncs',
      severity: 'medium',
      title: `${count(full)} times everything was sent to a replica`,
      detail: `${count(failed)} times a replica came back and what it lacked was no longer in the backlog (${bytes(backlog)}), so all data was copied: a fork, the whole memory over the network, and a replica that loads it.`,
      advice:
        `The backlog should hold what is written while a link is broken: here ${bytes(perSecond)} a second on average, so ${bytes(wanted)} for five minutes and at least 16 MiB. ${change?.advice ?? ''}`.trim(),
      subject: { kind: 'setting', name: 'repl-backlog-size' },
      evidence: [
        { label: 'Full copies', value: count(full) },
        { label: 'Not gone on with', value: count(failed) },
        { label: 'repl-backlog-size', value: bytes(backlog) },
      ],
      evidenceSql: 'INFO stats',
      proposals: change?.proposals ?? [],
    },
  ]
}

function judgeReplica(info: InfoFigures, server: Server): Diagnosis {
  const master = `${info.text('master_host') ?? ''}:${info.text('master_port') ?? ''}`
  const isUp = info.text('master_link_status') === 'up'
  const downS = info.max('master_link_down_since_seconds')
  const heardS = info.max('master_last_io_seconds_ago')
  const isWritable = info.text('slave_read_only') === '0'
  const findings: Finding[] = []
  if (!isUp) {
    findings.push({
      id: 'replica-link-down',
      kind: 'replica-link-down',
      severity: 'high',
      title: `The link to the master ${master} is down`,
      detail: `${downS === undefined || downS < 0 ? 'It has not been up since the start.' : `It is down for ${duration(downS * 1000)}.`} What is read here is as old as that, and a failover to it loses what came since.`,
      advice:
        'Look whether the master runs and is reached from here, and into the log of this server: a wrong masterauth or masteruser is the usual reason.',
      subject: { kind: 'server', name: server.name },
      evidence: [{ label: 'Master', value: master }],
      evidenceSql: 'INFO replication',
      proposals: [],
    })
  }
  if (isWritable) {
    const change = changeSettings(server, 'Refuse writes on the replica', {
      name: 'replica-read-only',
      value: 'yes',
    })
    findings.push({
      id: 'writable-replica',
      kind: 'writable-replica',
      severity: 'medium',
      title: 'This replica takes writes of its own',
      detail: 'What is written here never reaches the master, and is lost with the next full copy.',
      advice: change.advice,
      subject: { kind: 'setting', name: 'replica-read-only' },
      evidence: [{ label: 'replica-read-only', value: 'no' }],
      evidenceSql: 'CONFIG GET replica-read-only',
      proposals: change.proposals,
    })
  }
  return {
    summary: `This is a replica of ${master}; ${isUp ? `the link is up${heardS === undefined || heardS < 0 ? '' : `, heard of ${duration(heardS * 1000)} ago`}` : 'the link is down'}.`,
    figures: [
      figure('Role', 'replica'),
      figure('Master', master),
      figure('Link', isUp ? 'up' : 'down', 'up', isUp),
      ...optionalFigure('Got of the stream', info.max('slave_repl_offset'), bytes),
    ],
    tables: [],
    findings,
  }
}
