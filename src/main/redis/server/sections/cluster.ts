import type { Finding } from '#shared/contract/finding.ts'
import { bytes, count, counted, percent } from '#main/wording.ts'
import { numberOf, parseInfo } from '../info/info.ts'
import { InfoFigures, keyCounts } from '../info/info-figures.ts'
import { textOf } from '../replies/texts.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

const SLOTS = 16_384

export const cluster: Section = {
  id: 'cluster',
  title: 'Cluster',
  applies: ({ facts }) => facts.topology === 'cluster',
  async examine({ server, info, ask }) {
    const figures = info('keyspace', 'memory')
    const state = await ask({
      title: 'The state of the cluster',
      command: ['CLUSTER', 'INFO'],
      missing: 'Whether all slots are served',
      ofAll: true,
    })
    const nodes = await ask({
      title: 'The nodes of the cluster',
      command: ['CLUSTER', 'NODES'],
      missing: 'Which masters have replicas',
      ofAll: true,
    })
    return judgeCluster(
      figures,
      server,
      state && textOf(state[0]?.reply),
      nodes && clusterNodesFrom(textOf(nodes[0]?.reply)),
    )
  },
}

export interface ClusterNode {
  id: string
  address: string
  isMaster: boolean
  isFailing: boolean
  /** The id of its master; empty for a master. */
  masterId: string
  slots: number
}

/** The lines of CLUSTER NODES: id, address, flags, master, ping, pong, epoch, link, slots. */
export function clusterNodesFrom(text: string): ClusterNode[] {
  return text.split('\n').flatMap((line): ClusterNode[] => {
    const [id, address, flags, masterId, , , , , ...slots] = line.trim().split(' ')
    if (id === undefined || address === undefined || flags === undefined) return []
    const all = flags.split(',')
    return [
      {
        id,
        address: address.replace(/[@,].*$/, ''),
        isMaster: all.includes('master'),
        isFailing: all.includes('fail') || all.includes('fail?'),
        masterId: masterId === undefined || masterId === '-' ? '' : masterId,
        slots: slots.reduce((total, range) => total + slotsIn(range), 0),
      },
    ]
  })
}

/** `0-5460`, `7`; what is on its way to or from another node (`[7->-…]`) is not counted. */
function slotsIn(range: string): number {
  const found = /^(\d+)(?:-(\d+))?$/.exec(range)
  if (found === null) return 0
  return Number(found[2] ?? found[1]) - Number(found[1]) + 1
}

export function judgeCluster(
  info: InfoFigures,
  server: Server,
  stateText: string | undefined,
  nodes: readonly ClusterNode[] | undefined,
): Diagnosis {
  const state = parseInfo(stateText ?? '')
  const served = numberOf(state, 'cluster_slots_ok')
  const isOk = state.get('cluster_state') === 'ok' && served === SLOTS
  const masters = (nodes ?? []).filter(({ isMaster, slots }) => isMaster && slots > 0)
  const findings = [
    ...(stateText === undefined || isOk ? [] : [notServed(state.get('cluster_state') ?? '', served, server)]),
    ...withoutReplicas(masters, nodes ?? []),
    ...uneven(info, server),
  ]
  return {
    summary: `${stateText === undefined ? 'Whether all slots are served is not seen' : isOk ? `All ${count(SLOTS)} slots are served` : `${count(served ?? 0)} of ${count(SLOTS)} slots are served`} by ${counted(info.nodes.length, 'master')}.`,
    figures: [
      ...(stateText === undefined
        ? []
        : [
            figure('State', state.get('cluster_state') ?? 'not told', 'ok', isOk),
            figure('Slots served', count(served ?? 0), count(SLOTS), served === SLOTS),
          ]),
      figure('Masters', count(info.nodes.length)),
      ...(nodes === undefined
        ? []
        : [figure('Replicas', count(nodes.filter(({ isMaster }) => !isMaster).length))]),
    ],
    tables: [
      {
        title: 'Masters',
        columns: [
          { label: 'Master', kind: 'text' },
          { label: 'Slots', kind: 'count' },
          { label: 'Replicas', kind: 'count' },
          { label: 'Keys', kind: 'count' },
          { label: 'Used', kind: 'bytes' },
        ],
        rows: info.nodes.map((one) => {
          const own = masters.find(({ address }) => address === one.node)
          return [
            one.node,
            own?.slots ?? null,
            own === undefined || nodes === undefined ? null : replicasIn(own, nodes).length,
            keyCounts(new InfoFigures([one], 0)).keys,
            numberOf(one.now, 'used_memory') ?? null,
          ]
        }),
      },
    ],
    findings,
    ...(stateText === undefined ? { unknown: true } : {}),
  }
}

function notServed(state: string, served: number | undefined, server: Server): Finding {
  return {
    id: 'cluster-incomplete',
    kind: 'cluster-incomplete',
    severity: 'high',
    title: `${count(SLOTS - (served ?? 0))} slots of the cluster are not served`,
    detail: `The state is ${state || 'not told'}: keys of these slots cannot be read or written, and with cluster-require-full-coverage none at all.`,
    advice:
      'Bring the failed masters back, or let replicas take over (CLUSTER FAILOVER); redis-cli --cluster check says what is missing.',
    subject: { kind: 'server', name: server.name },
    evidence: [
      { label: 'State', value: state },
      { label: 'Slots served', value: count(served ?? 0) },
    ],
    evidenceSql: 'CLUSTER INFO',
    proposals: [],
  }
}

function replicasIn({ id }: ClusterNode, nodes: readonly ClusterNode[]): ClusterNode[] {
  return nodes.filter(({ masterId, isFailing }) => masterId === id && !isFailing)
}

function withoutReplicas(masters: readonly ClusterNode[], nodes: readonly ClusterNode[]): Finding[] {
  const alone = masters.filter((master) => replicasIn(master, nodes).length === 0)
  if (alone.length === 0) return []
  return [
    {
      id: 'masters-without-replicas',
      kind: 'masters-without-replicas',
      severity: 'low',
      title: `${counted(alone.length, 'master has', 'masters have')} no replica`,
      detail: `${alone.map(({ address, slots }) => `${address} with ${count(slots)} slots`).join(', ')}: when such a master goes away, its slots are not served and what was in it is lost, unless it comes back.`,
      advice:
        'Give each master a replica on another machine (CLUSTER REPLICATE), unless the data is a cache alone.',
      subject: { kind: 'server', name: alone[0]?.address ?? '' },
      evidence: alone
        .slice(0, 6)
        .map(({ address, slots }) => ({ label: address, value: `${count(slots)} slots` })),
      evidenceSql: 'CLUSTER NODES',
      proposals: [],
    },
  ]
}

/** One master with much more than the others: the cluster is full when it is. */
function uneven(info: InfoFigures, server: Server): Finding[] {
  if (info.nodes.length < 2) return []
  const each = info.nodes.map((one) => ({
    node: one.node,
    keys: keyCounts(new InfoFigures([one], 0)).keys,
    used: numberOf(one.now, 'used_memory') ?? 0,
  }))
  const mean = (pick: (one: (typeof each)[number]) => number): number =>
    each.reduce((total, one) => total + pick(one), 0) / each.length
  const [keys, used] = [mean((one) => one.keys), mean((one) => one.used)]
  const fullest = each.toSorted((one, other) => other.used - one.used)[0]
  const most = each.toSorted((one, other) => other.keys - one.keys)[0]
  if (fullest === undefined || most === undefined) return []
  const byBytes = fullest.used >= thresholds.unevenLeastBytes && fullest.used > used * thresholds.uneven
  const byKeys = keys >= thresholds.unevenFewestKeys && most.keys > keys * thresholds.uneven
  if (!byBytes && !byKeys) return []
  const worst = byBytes ? fullest : most
  return [
    {
      id: 'uneven-cluster',
      kind: 'uneven-cluster',
      severity: 'medium',
      title: `${worst.node} has much more than the other masters`,
      detail: `${byBytes ? `It uses ${bytes(worst.used)}, ${percent(worst.used / used)} of the mean` : `It has ${count(worst.keys)} keys, ${percent(worst.keys / keys)} of the mean`}: the cluster is full, or busy, when this one is.`,
      advice:
        'A hash tag that many keys share ({…} in their names) puts them all into one slot; a single huge key does so too. If it is neither, move slots: redis-cli --cluster rebalance.',
      subject: { kind: 'server', name: server.name },
      evidence: each.map((one) => ({
        label: one.node,
        value: `${count(one.keys)} keys, ${bytes(one.used)}`,
      })),
      evidenceSql: 'CLUSTER NODES',
      proposals: [],
    },
  ]
}
