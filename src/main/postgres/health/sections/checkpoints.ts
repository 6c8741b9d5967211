import type { Finding } from '#shared/contract/finding.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { number, optionalNumber, query } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import { changeSetting } from '../server/change-setting.ts'
import type { Server } from '../server/server.ts'
import { bytes, count, counted, duration, percent } from '../../wording.ts'

/** Fewer may be of a load, a backup or a CREATE DATABASE. */
const FEWEST = 20
const REQUESTED_SHARE = 0.3
/** Rarer than this, a requested checkpoint costs nothing that anybody notices. */
const RARE: Milliseconds = 30 * 60_000
const GIBIBYTE = 1_073_741_824

const settings = `
    pg_catalog.pg_size_bytes(pg_catalog.current_setting('max_wal_size')) AS max_wal_bytes,
    (SELECT setting::int * 1000 FROM pg_catalog.pg_settings WHERE name = 'checkpoint_timeout') AS timeout_ms`

const readers = {
  timed: number,
  requested: number,
  written: number,
  countingMs: optionalNumber,
  maxWalBytes: number,
  timeoutMs: number,
}

/** From version 17 on checkpoints have a view of their own. */
function checkpointsQuery(version: number) {
  return version >= 170_000
    ? query(
        'Checkpoints: those that came by the clock and those that were asked for',
        readers,
        `
  SELECT num_timed AS timed, num_requested AS requested, buffers_written AS written,
    round(extract(epoch FROM now() - stats_reset) * 1000) AS counting_ms,${settings}
  FROM pg_catalog.pg_stat_checkpointer`,
      )
    : query(
        'Checkpoints: those that came by the clock and those that were asked for',
        readers,
        `
  SELECT checkpoints_timed AS timed, checkpoints_req AS requested, buffers_checkpoint AS written,
    round(extract(epoch FROM now() - stats_reset) * 1000) AS counting_ms,${settings}
  FROM pg_catalog.pg_stat_bgwriter`,
      )
}

/** Since version 14. */
const walQuery = query(
  'WAL written since the counters began',
  { walBytes: number, fullPages: number, records: number, countingMs: optionalNumber },
  `
  SELECT wal_bytes, wal_fpi AS full_pages, wal_records AS records,
    round(extract(epoch FROM now() - stats_reset) * 1000) AS counting_ms
  FROM pg_catalog.pg_stat_wal`,
)

export type CheckpointsRow = ReturnType<ReturnType<typeof checkpointsQuery>['decode']>
export type WalRow = ReturnType<typeof walQuery.decode>

export const checkpoints: Section = {
  id: 'checkpoints',
  title: 'Checkpoints',
  async examine({ server, read }) {
    const counters = checkpointsQuery(server.version)
    const [row] = await read(counters)
    const [wal] = server.version >= 140_000 ? await read(walQuery) : []
    if (!row) throw new Error('The server counts no checkpoints.')
    return judgeCheckpoints(row, wal, server, counters.sql)
  },
}

export function judgeCheckpoints(
  row: CheckpointsRow,
  wal: WalRow | undefined,
  server: Server,
  evidenceSql: string,
): Diagnosis {
  const all = row.timed + row.requested
  const share = all === 0 ? 0 : row.requested / all
  const countingMs = row.countingMs ?? server.uptimeMs
  const every = row.requested === 0 ? Infinity : countingMs / row.requested
  const isPressed =
    row.requested >= FEWEST && share >= REQUESTED_SHARE && every < Math.max(RARE, row.timeoutMs)
  const perSecond = wal ? wal.walBytes / Math.max(1, (wal.countingMs ?? server.uptimeMs) / 1000) : undefined
  const wanted = walSizeFor(row, perSecond)
  const change = changeSetting(server, 'max_wal_size', `${wanted / GIBIBYTE}GB`)
  const findings: Finding[] = isPressed
    ? [
        {
          id: 'requested-checkpoints',
          kind: 'requested-checkpoints',
          severity: 'medium',
          title: 'Checkpoints come too often',
          detail: `${count(row.requested)} of ${counted(all, 'checkpoint')} came before their time (every ${duration(every)}), because max_wal_size (${bytes(row.maxWalBytes)}) was full. Each one writes all changed pages, and the first change of a page after it writes the whole page into the WAL.`,
          advice: `Give the WAL more room; recovery after a crash takes a little longer. ${change.advice}`,
          subject: { kind: 'setting', name: 'max_wal_size' },
          evidence: [
            { label: 'Requested', value: `${count(row.requested)} of ${count(all)}` },
            { label: 'max_wal_size', value: bytes(row.maxWalBytes) },
            ...(perSecond === undefined ? [] : [{ label: 'WAL a second', value: bytes(perSecond) }]),
          ],
          evidenceSql,
          proposals: change.proposals,
        },
      ]
    : []
  return {
    summary: isPressed
      ? `${percent(share)} of the checkpoints are forced by a full WAL and not by the clock; they load the disk more than need be.`
      : `Checkpoints come by the clock (every ${duration(row.timeoutMs)}) as they should: ${count(row.requested)} of ${count(all)} were asked for, by commands or a full WAL.`,
    figures: [
      figure('By the clock', count(row.timed)),
      figure('Asked for', count(row.requested), 'below 30 % of many', !isPressed),
      figure('max_wal_size', bytes(row.maxWalBytes)),
      figure('Counted for', duration(countingMs)),
      ...(perSecond === undefined ? [] : [figure('WAL a second', bytes(perSecond))]),
      ...(wal && wal.records > 0
        ? [figure('WAL records with a full page', percent(Math.min(1, wal.fullPages / wal.records)))]
        : []),
    ],
    tables: [],
    findings,
  }
}

/**
 * A checkpoint starts when about half of max_wal_size is written (the WAL of this one and the last are
 * kept): twice what is written between two checkpoints by the clock, and half as much again for rushes.
 * Without a known rate, twice what there is. In whole powers of two of a GiB, at most 64.
 */
function walSizeFor(row: CheckpointsRow, perSecond: Bytes | undefined): Bytes {
  const needed = perSecond === undefined ? 0 : (3 * perSecond * row.timeoutMs) / 1000
  const least = Math.max(needed, 2 * row.maxWalBytes, GIBIBYTE)
  return Math.min(64, 2 ** Math.ceil(Math.log2(least / GIBIBYTE))) * GIBIBYTE
}
