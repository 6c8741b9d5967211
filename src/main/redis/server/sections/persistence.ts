import type { Finding } from '#shared/contract/finding.ts'
import { bytes, count, duration, percent } from '#main/wording.ts'
import { changeSettings } from '../change-settings.ts'
import { type InfoFigures, keyCounts } from '../info/info-figures.ts'
import { type Diagnosis, figure, optionalFigure, type Section, type Settings } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

/** As a new server has it: after an hour with a change, 5 minutes with 100, a minute with 10,000. */
const DEFAULT_SAVE = '3600 1 300 100 60 10000'

export const persistence: Section = {
  id: 'persistence',
  title: 'Persistence',
  async examine({ server, info, settings }) {
    const figures = info('persistence', 'stats', 'keyspace')
    const known = await settings(
      'save',
      'appendonly',
      'appendfsync',
      'no-appendfsync-on-rewrite',
      'stop-writes-on-bgsave-error',
      'disable-thp',
      'maxmemory-policy',
      'dir',
    )
    return judgePersistence(figures, server, known, Date.now())
  },
}

export function judgePersistence(
  info: InfoFigures,
  server: Server,
  settings: Settings,
  now: number,
): Diagnosis {
  const isAofOn = info.text('aof_enabled') === '1'
  const save = settings.get('save')
  const findings: Finding[] = [
    ...loading(info, server),
    ...failedSave(info, server, settings),
    ...failedAof(info, server),
    ...slowFork(info, server, settings, isAofOn || (save ?? '') !== ''),
    ...delayedSync(info, server, settings),
    ...unsaved(info, server, settings, isAofOn),
  ]
  const lastSave = info.min('rdb_last_save_time')
  const fork = info.max('latest_fork_usec')
  const isTold = info.text('aof_enabled') !== undefined
  return {
    summary: summaryOf({ isTold, isAofOn, save, hasFindings: findings.length > 0 }),
    figures: [
      figure('Append-only file', isTold ? (isAofOn ? 'on' : 'off') : 'not told'),
      figure('Snapshots (save)', save === undefined ? 'not told' : save === '' ? 'off' : save),
      ...statusFigure(info, 'rdb_last_bgsave_status', 'Last snapshot'),
      ...optionalFigure('Since the last snapshot or the start', lastSave, (at) =>
        duration(Math.max(0, now - at * 1000)),
      ),
      ...optionalFigure('Changes since', info.sum('rdb_changes_since_last_save'), count),
      ...optionalFigure('Last snapshot took', positive(info.max('rdb_last_bgsave_time_sec')), (s) =>
        duration(s * 1000),
      ),
      ...(fork === undefined || fork === 0
        ? []
        : [
            figure(
              'Copying the process took (fork)',
              duration(fork / 1000),
              'below 100 ms',
              fork / 1000 < thresholds.forkSlow,
            ),
          ]),
      ...optionalFigure(
        'Copied while saving (copy on write)',
        positive(info.max('rdb_last_cow_size')),
        bytes,
      ),
      ...(isAofOn ? statusFigure(info, 'aof_last_write_status', 'Last write of the AOF') : []),
      ...(isAofOn ? optionalFigure('AOF', info.sum('aof_current_size'), bytes) : []),
      ...(isAofOn
        ? optionalFigure('Writes that waited for the disk', info.sum('aof_delayed_fsync'), count)
        : []),
      ...(settings.has('appendfsync') && isAofOn
        ? [figure('appendfsync', settings.get('appendfsync') ?? '')]
        : []),
    ],
    tables: [],
    findings,
    ...(isTold ? {} : { unknown: true }),
  }
}

function summaryOf(seen: {
  isTold: boolean
  isAofOn: boolean
  save: string | undefined
  hasFindings: boolean
}): string {
  if (!seen.isTold) return 'The server does not tell how it keeps its data.'
  const snapshots = seen.save === undefined ? undefined : seen.save !== ''
  const kept =
    seen.isAofOn && snapshots === true
      ? 'The data is kept in an append-only file and in snapshots.'
      : seen.isAofOn
        ? 'The data is kept in an append-only file.'
        : snapshots === true
          ? 'The data is kept in snapshots: what was written after the last one is lost in a crash.'
          : snapshots === false
            ? 'Nothing is kept on disk: after a restart the server is empty.'
            : 'There is no append-only file; whether snapshots are made is not told.'
  return `${kept}${seen.hasFindings ? '' : ' Nothing shows that it fails or stalls.'}`
}

function statusFigure(info: InfoFigures, field: string, label: string): Diagnosis['figures'] {
  if (info.text(field) === undefined) return []
  const failing = info.where(field, isBad)
  return [figure(label, failing.length === 0 ? 'ok' : 'failed', 'ok', failing.length === 0)]
}

function loading(info: InfoFigures, server: Server): Finding[] {
  const nodes = info.where('loading', (value) => value === '1')
  if (nodes.length === 0) return []
  return [
    {
      id: 'loading',
      kind: 'loading',
      severity: 'high',
      title: 'The server loads its data and answers nothing yet',
      detail: `${nodes.join(', ')}: ${percent((info.max('loading_loaded_perc') ?? 0) / 100)} is loaded${info.max('loading_eta_seconds') === undefined ? '' : `, and about ${duration((info.max('loading_eta_seconds') ?? 0) * 1000)} are left`}.`,
      advice: 'Wait until it is done, and look into its log for why it was started.',
      subject: { kind: 'server', name: server.name },
      evidence: [{ label: 'Loaded', value: percent((info.max('loading_loaded_perc') ?? 0) / 100) }],
      evidenceSql: 'INFO persistence',
      proposals: [],
    },
  ]
}

function failedSave(info: InfoFigures, server: Server, settings: Settings): Finding[] {
  const nodes = info.where('rdb_last_bgsave_status', isBad)
  if (nodes.length === 0) return []
  const stops = settings.get('stop-writes-on-bgsave-error') !== 'no' && settings.get('save') !== ''
  const refused = info.summed('errorstat_').get('MISCONF')?.get('count') ?? 0
  const folder = settings.get('dir')
  return [
    {
      id: 'save-failed',
      kind: 'save-failed',
      severity: 'high',
      title: 'The last snapshot failed',
      detail: `${nodes.join(', ')}: the data is not on disk, ${count(info.sum('rdb_changes_since_last_save') ?? 0)} changes were made since the last snapshot.${stops ? ' While it is so the server refuses writes with MISCONF.' : ''}${refused > 0 ? ` ${count(refused)} were refused.` : ''}`,
      advice: `The log of the server says why: a full disk, a folder that may not be written${folder === undefined ? '' : ` (${folder})`}, or too little memory for the fork (vm.overcommit_memory). It is over with the next snapshot that succeeds: BGSAVE.`,
      subject: { kind: 'server', name: server.name },
      evidence: [
        { label: 'rdb_last_bgsave_status', value: info.text('rdb_last_bgsave_status') ?? 'err' },
        { label: 'Changes since', value: count(info.sum('rdb_changes_since_last_save') ?? 0) },
        ...(folder === undefined ? [] : [{ label: 'Folder', value: folder }]),
      ],
      evidenceSql: 'INFO persistence',
      proposals: [],
    },
  ]
}

function failedAof(info: InfoFigures, server: Server): Finding[] {
  if (info.text('aof_enabled') !== '1') return []
  const writes = info.where('aof_last_write_status', isBad)
  const rewrites = info.where('aof_last_bgrewrite_status', isBad)
  if (writes.length === 0 && rewrites.length === 0) return []
  const stopped = writes.length > 0
  return [
    {
      id: 'aof-failed',
      kind: 'aof-failed',
      severity: stopped ? 'high' : 'medium',
      title: stopped
        ? 'The append-only file cannot be written'
        : 'The append-only file could not be rewritten',
      detail: stopped
        ? `${writes.join(', ')}: while it is so the server refuses writes with MISCONF.`
        : `${rewrites.join(', ')}: the file goes on growing, and a restart takes longer.`,
      advice: 'The log of the server says why: a full disk, or a folder that may not be written.',
      subject: { kind: 'server', name: server.name },
      evidence: [
        { label: 'aof_last_write_status', value: info.text('aof_last_write_status') ?? 'not told' },
        { label: 'aof_last_bgrewrite_status', value: info.text('aof_last_bgrewrite_status') ?? 'not told' },
      ],
      evidenceSql: 'INFO persistence',
      proposals: [],
    },
  ]
}

function slowFork(info: InfoFigures, server: Server, settings: Settings, isPersistent: boolean): Finding[] {
  const ms = (info.max('latest_fork_usec') ?? 0) / 1000
  if (ms < thresholds.forkSlow) return []
  const used = info.max('used_memory') ?? 0
  const keepsHugePages = settings.get('disable-thp') === 'no'
  return [
    {
      id: 'slow-fork',
      kind: 'slow-fork',
      severity: ms >= thresholds.forkVerySlow ? 'high' : 'medium',
      title: `Copying the process stopped everything for ${duration(ms)}`,
      detail: `Each snapshot, rewrite of the AOF and full copy to a replica begins with a fork, and all clients wait for it; the last took ${duration(ms)} for ${bytes(used)}.`,
      advice: `${keepsHugePages ? 'Huge pages are left on (disable-thp no): turn them off in its configuration file. ' : 'Look whether huge pages are off (transparent_hugepage/enabled). '}${isPersistent ? 'Save less often, or on a replica; several smaller servers copy faster than one big one.' : 'Here it was for a replica: a larger backlog saves full copies.'}`,
      subject: { kind: 'server', name: server.name },
      evidence: [
        { label: 'Last fork', value: duration(ms) },
        { label: 'Used memory', value: bytes(used) },
      ],
      evidenceSql: 'INFO stats',
      proposals: [],
    },
  ]
}

function delayedSync(info: InfoFigures, server: Server, settings: Settings): Finding[] {
  const delayed = info.sum('aof_delayed_fsync') ?? 0
  if (delayed === 0) return []
  const now = info.grown('aof_delayed_fsync') ?? 0
  const change =
    settings.get('no-appendfsync-on-rewrite') === 'no'
      ? changeSettings(server, 'Do not wait for the disk while the AOF is rewritten', {
          name: 'no-appendfsync-on-rewrite',
          value: 'yes',
        })
      : undefined
  return [
    {
      id: 'aof-stalls',
      kind: 'aof-stalls',
      severity: now > 0 ? 'medium' : 'low',
      title: `${count(delayed)} times all clients waited for the disk (AOF)`,
      detail: `A write of the AOF had to wait because the disk was still busy with the one before${now > 0 ? `, ${count(now)} times in the last ${duration(info.windowMs)}` : ', since the server counts'}. appendfsync is ${settings.get('appendfsync') ?? 'not told'}.`,
      advice:
        `Look what else writes to the disk. ${change ? `${change.advice} A crash of the machine during a rewrite may then lose up to 30 s of writes.` : ''}`.trim(),
      subject: { kind: 'setting', name: 'no-appendfsync-on-rewrite' },
      evidence: [{ label: 'aof_delayed_fsync', value: count(delayed) }],
      evidenceSql: 'INFO persistence',
      proposals: change?.proposals ?? [],
    },
  ]
}

/** Keys that never expire and may not be evicted, and nothing of them on disk: hardly a cache. */
function unsaved(info: InfoFigures, server: Server, settings: Settings, isAofOn: boolean): Finding[] {
  const { keys, expires } = keyCounts(info)
  const policy = info.text('maxmemory_policy') ?? settings.get('maxmemory-policy')
  const isOff = !isAofOn && settings.get('save') === '' && info.text('role') !== 'slave'
  if (!isOff || keys < thresholds.fewestKeys || policy?.startsWith('allkeys-') === true) return []
  if (expires / keys > thresholds.volatileShare) return []
  const change = changeSettings(server, 'Make snapshots', { name: 'save', value: DEFAULT_SAVE })
  const replicas = info.sum('connected_slaves') ?? 0
  return [
    {
      id: 'no-persistence',
      kind: 'no-persistence',
      severity: 'low',
      title: `${count(keys - expires)} keys that never expire are nowhere but in memory`,
      detail: `Neither snapshots nor the append-only file are on, and the keys look like more than a cache: ${percent(1 - expires / keys)} never expire, and the policy is ${policy ?? 'not told'}. After a restart they are gone${replicas > 0 ? ', on the replicas too when this server comes back empty' : ''}.`,
      advice: `If the data can be made again, let it be, and give it TTLs. If not: ${change.advice}`,
      subject: { kind: 'setting', name: 'save' },
      evidence: [
        { label: 'Keys that never expire', value: count(keys - expires) },
        { label: 'save', value: 'off' },
        { label: 'appendonly', value: 'no' },
      ],
      evidenceSql: 'CONFIG GET save',
      proposals: change.proposals,
    },
  ]
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined
}

/** The status of a save or a write; what is not told is not bad. */
function isBad(status: string): boolean {
  return status !== 'ok' && status !== ''
}
