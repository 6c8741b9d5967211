import type { Finding } from '#shared/contract/finding.ts'
import { flag, only, optionalNumber, optionalText, query, text } from '../query.ts'
import { type Diagnosis, figure, needsMonitor, type Section } from '../section.ts'
import { bytes, count, counted, duration, list } from '../../wording.ts'

const GIBIBYTE = 1_073_741_824
/** A minute of waiting and 256 MiB are more than a network hiccup. */
const LAG_MS = 60_000
const LAG_BYTES = GIBIBYTE / 4
/** WAL that nobody fetches is kept until the disk is full. */
const RETAINED = GIBIBYTE

/** Where the server's WAL ends: on a standby, where it has been received to. */
const here = `CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_receive_lsn()
    ELSE pg_catalog.pg_current_wal_lsn() END`

const replicasQuery = query(
  'Replicas that fetch WAL from here',
  {
    name: text,
    client: text,
    state: text,
    sync: text,
    lagBytes: optionalNumber,
    lagMs: optionalNumber,
    seen: flag,
  },
  `
  SELECT coalesce(application_name, '') AS name, coalesce(pg_catalog.host(client_addr), 'local') AS client,
    coalesce(state, '') AS state, coalesce(sync_state, '') AS sync,
    pg_catalog.pg_wal_lsn_diff(${here}, replay_lsn) AS lag_bytes,
    round(extract(epoch FROM replay_lag) * 1000) AS lag_ms,
    state IS NOT NULL AS seen
  FROM pg_catalog.pg_stat_replication
  ORDER BY 5 DESC NULLS LAST, 1, 2`,
)

const slotsQuery = query(
  'Replication slots, and the WAL they keep',
  { slot: text, kind: text, database: optionalText, active: flag, retained: optionalNumber, status: text },
  `
  SELECT slot_name AS slot, slot_type AS kind, database, active,
    pg_catalog.pg_wal_lsn_diff(${here}, restart_lsn) AS retained,
    coalesce(pg_catalog.to_jsonb(s) ->> 'wal_status', '') AS status
  FROM pg_catalog.pg_replication_slots s
  ORDER BY 5 DESC NULLS LAST, 1`,
)

const standbyQuery = query(
  'How far this standby is behind',
  { standby: flag, behindMs: optionalNumber, pendingBytes: optionalNumber, paused: flag },
  `
  SELECT pg_catalog.pg_is_in_recovery() AS standby,
    round(extract(epoch FROM now() - pg_catalog.pg_last_xact_replay_timestamp()) * 1000) AS behind_ms,
    pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn()) AS pending_bytes,
    CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_is_wal_replay_paused() ELSE false END AS paused`,
)

export type ReplicaRow = ReturnType<typeof replicasQuery.decode>
export type SlotRow = ReturnType<typeof slotsQuery.decode>
export type StandbyRow = ReturnType<typeof standbyQuery.decode>

export const replication: Section = {
  id: 'replication',
  title: 'Replication',
  async examine({ server, read, tryRead, limit }) {
    const replicas = await read(replicasQuery)
    if (replicas.some((row) => !row.seen)) limit(needsMonitor('How far replicas are behind', server.role))
    const slots = (await tryRead(slotsQuery, needsMonitor('What replication slots keep', server.role))) ?? []
    const [standby] = server.isStandby ? await read(standbyQuery) : []
    return judgeReplication(replicas, slots, standby)
  },
}

export function judgeReplication(
  replicas: readonly ReplicaRow[],
  slots: readonly SlotRow[],
  standby: StandbyRow | undefined,
): Diagnosis {
  // Where nothing has been written for a while, the time since the last change is no lag.
  const isBehind = (row: ReplicaRow): boolean =>
    (row.lagBytes ?? 0) >= LAG_BYTES || ((row.lagMs ?? 0) >= LAG_MS && (row.lagBytes ?? 0) > 0)
  const behind = replicas.filter(isBehind)
  const abandoned = slots.filter((row) => !row.active && (row.retained ?? 0) >= RETAINED)
  const lost = slots.filter((row) => row.status === 'lost' || row.status === 'unreserved')
  const pending = standby?.pendingBytes ?? 0
  const isLate = standby !== undefined && (standby.paused || pending >= LAG_BYTES)
  const findings = [
    ...behind.map(lagFinding),
    ...abandoned.map((row) => slotFinding(row, only(slotsQuery, { slot: row.slot }))),
    ...lost
      .filter((row) => !abandoned.includes(row))
      .map((row) => slotFinding(row, only(slotsQuery, { slot: row.slot }))),
    ...(standby && isLate ? [standbyFinding(standby)] : []),
  ]
  return {
    summary:
      findings.length > 0
        ? [
            behind.length > 0 ? `${list(behind.map((row) => row.name))} lags behind.` : '',
            abandoned.length > 0
              ? `${counted(abandoned.length, 'slot')} that nobody reads keep WAL until the disk is full.`
              : '',
            lost.length > 0 ? `${counted(lost.length, 'slot')} have lost WAL that they need.` : '',
            isLate ? 'This standby does not keep up with what it receives.' : '',
          ]
            .filter(Boolean)
            .join(' ')
        : standby
          ? `This is a standby; the last change it has replayed is ${standby.behindMs === null ? 'not known' : `${duration(standby.behindMs)} old`}, and ${bytes(pending)} wait to be replayed.`
          : replicas.length === 0 && slots.length === 0
            ? 'There are no replicas and no replication slots.'
            : `${counted(replicas.length, 'replica')} and ${counted(slots.length, 'slot')}, none far behind.`,
    figures: [
      figure('Replicas', count(replicas.length)),
      ...(replicas.length === 0
        ? []
        : [
            figure(
              'The furthest behind',
              bytes(Math.max(...replicas.map((row) => row.lagBytes ?? 0))),
              'below 256 MiB',
              behind.length === 0,
            ),
          ]),
      figure('Slots', count(slots.length)),
      ...(slots.length === 0
        ? []
        : [
            figure(
              'WAL kept for slots',
              bytes(Math.max(0, ...slots.map((row) => row.retained ?? 0))),
              'below 1 GiB where nobody reads',
              abandoned.length === 0,
            ),
          ]),
      ...(standby
        ? [
            figure('Waiting to be replayed', bytes(pending), 'below 256 MiB', !isLate),
            figure('Replay', standby.paused ? 'paused' : 'going on'),
          ]
        : []),
    ],
    tables: [
      ...(replicas.length === 0
        ? []
        : [
            {
              title: 'Replicas',
              columns: [
                { label: 'Name', kind: 'text' as const },
                { label: 'Client', kind: 'text' as const },
                { label: 'State', kind: 'text' as const },
                { label: 'Synchronous', kind: 'text' as const },
                { label: 'Behind', kind: 'bytes' as const },
                { label: 'Behind', kind: 'ms' as const },
              ],
              rows: replicas.map((row) => [
                row.name,
                row.client,
                row.state,
                row.sync,
                row.lagBytes,
                row.lagMs,
              ]),
            },
          ]),
      ...(slots.length === 0
        ? []
        : [
            {
              title: 'Replication slots',
              columns: [
                { label: 'Slot', kind: 'text' as const },
                { label: 'Kind', kind: 'text' as const },
                { label: 'Read by somebody', kind: 'text' as const },
                { label: 'WAL kept', kind: 'bytes' as const },
                { label: 'WAL status', kind: 'text' as const },
              ],
              rows: slots.map((row) => [
                row.slot,
                row.kind,
                row.active ? 'yes' : 'no',
                row.retained,
                row.status,
              ]),
            },
          ]),
    ],
    findings,
  }
}

function lagFinding(row: ReplicaRow): Finding {
  return {
    id: `replication-lag:${row.name}:${row.client}`,
    kind: 'replication-lag',
    severity: (row.lagBytes ?? 0) >= 4 * LAG_BYTES ? 'high' : 'medium',
    title: `The replica ${row.name} is ${bytes(row.lagBytes ?? 0)} behind`,
    detail: `What is read there is ${row.lagMs === null ? 'old' : `${duration(row.lagMs)} old`}; if the primary is lost now, so is what the replica has not received.`,
    advice:
      'Look at its disk, its network, and at long statements there that hold up the replay (max_standby_streaming_delay).',
    subject: { kind: 'server', name: row.name },
    evidence: [
      { label: 'Behind', value: bytes(row.lagBytes ?? 0) },
      ...(row.lagMs === null ? [] : [{ label: 'Delay of replay', value: duration(row.lagMs) }]),
    ],
    evidenceSql: replicasQuery.sql,
    proposals: [],
  }
}

function slotFinding(row: SlotRow, evidenceSql: string): Finding {
  const isLost = row.status === 'lost'
  return {
    id: `slot:${row.slot}`,
    kind: isLost ? 'lost-slot' : 'abandoned-slot',
    severity: (row.retained ?? 0) >= 10 * RETAINED || isLost ? 'high' : 'medium',
    title: isLost
      ? `The replication slot ${row.slot} has lost its WAL`
      : `Nobody reads the replication slot ${row.slot}, and it keeps ${bytes(row.retained ?? 0)} of WAL`,
    detail: isLost
      ? 'What it was to deliver has been removed (max_slot_wal_keep_size); its reader cannot go on from there.'
      : 'The WAL stays until somebody reads the slot, and the server stops when the disk is full. A slot also keeps dead rows from being cleared away.',
    advice: `If its reader is gone for good: SELECT pg_drop_replication_slot('${row.slot.replaceAll("'", "''")}'). Else start the reader. max_slot_wal_keep_size sets a limit for all slots.`,
    subject: { kind: 'server', name: row.slot },
    evidence: [
      { label: 'WAL kept', value: bytes(row.retained ?? 0) },
      { label: 'Read by somebody', value: row.active ? 'yes' : 'no' },
      { label: 'WAL status', value: row.status || 'not told by this version' },
    ],
    evidenceSql,
    proposals: [],
  }
}

function standbyFinding(row: StandbyRow): Finding {
  return {
    id: 'standby-behind',
    kind: 'standby-behind',
    severity: 'medium',
    title: row.paused
      ? 'The replay on this standby is paused'
      : `This standby has ${bytes(row.pendingBytes ?? 0)} yet to replay`,
    detail: `The last change that can be read here is ${row.behindMs === null ? 'not known' : `${duration(row.behindMs)} old`}.`,
    advice: row.paused
      ? 'Continue it with SELECT pg_wal_replay_resume() when whoever paused it is done.'
      : 'Long statements on the standby hold up the replay; so does a slower disk than that of the primary.',
    subject: { kind: 'server', name: 'standby' },
    evidence: [{ label: 'Waiting to be replayed', value: bytes(row.pendingBytes ?? 0) }],
    evidenceSql: standbyQuery.sql,
    proposals: [],
  }
}
