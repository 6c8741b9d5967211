import type { Finding } from '#shared/contract/finding.ts'
import type { Bytes } from '#shared/units.ts'
import { type Diagnosis, figure, limitation, type Section } from '../section.ts'
import { changeSetting } from '../server/change-setting.ts'
import type { Server } from '../server/server.ts'
import { bytes, count, percent } from '../../wording.ts'
import { byName, type SettingRow, settingsQuery } from './settings-query.ts'

const MEBIBYTE = 1_048_576
/** As initdb sets it where it may: meant for the smallest machines. */
const DEFAULT_BUFFERS = 128 * MEBIBYTE
/** "A reasonable starting value is 25 % of the memory" (documentation, shared_buffers). */
const BUFFERS_SHARE = 0.25
/** Half of all sessions sorting at once, each once: beyond the memory the system kills the server. */
const SORTING_AT_ONCE = 0.5

const memoryQuery = settingsQuery('Settings of memory and of the planner', [
  'shared_buffers',
  'effective_cache_size',
  'work_mem',
  'hash_mem_multiplier',
  'maintenance_work_mem',
  'autovacuum_work_mem',
  'max_connections',
  'random_page_cost',
  'effective_io_concurrency',
  'default_statistics_target',
  'jit',
  'max_parallel_workers_per_gather',
  'max_parallel_workers',
  'huge_pages',
])

export const memory: Section = {
  id: 'memory',
  title: 'Memory and planner',
  async examine({ server, read, limit }) {
    const rows = await read(memoryQuery)
    if (!server.machine) {
      limit(
        limitation(
          "The settings could not be compared with the machine's memory, which SQL does not show.",
          "Where Pitwall runs on the server's own machine it sees it; else compare shared_buffers with a quarter of the memory and effective_cache_size with three quarters.",
        ),
      )
    }
    return judgeMemory(rows, server)
  },
}

export function judgeMemory(rows: readonly SettingRow[], server: Server): Diagnosis {
  const settings = byName(rows)
  const amount = (name: string): number => settings.get(name)?.amount ?? Number.NaN
  const buffers = amount('shared_buffers')
  const sorting = amount('work_mem') * amount('max_connections') * SORTING_AT_ONCE
  const findings = server.machine
    ? machineFindings(server, server.machine.memoryBytes, {
        buffers,
        cache: amount('effective_cache_size'),
        sorting,
        workMem: amount('work_mem'),
        connections: amount('max_connections'),
      })
    : []
  return {
    summary: [
      findings.length === 0
        ? server.machine
          ? `The settings fit the machine, which has ${bytes(server.machine.memoryBytes)}.`
          : `shared_buffers is ${bytes(buffers)} for a database of ${bytes(server.databaseBytes)}.`
        : `Some settings do not fit a machine with ${bytes(server.machine?.memoryBytes ?? 0)}.`,
      'Whether random_page_cost fits cannot be known from here: 4 is for spinning disks, 1.1 to 1.5 for SSDs and network storage.',
    ].join(' '),
    figures: [
      ...(server.machine
        ? [
            figure("The machine's memory", bytes(server.machine.memoryBytes)),
            figure(
              'shared_buffers of the memory',
              percent(buffers / server.machine.memoryBytes),
              'about 25 % where the data is larger',
            ),
          ]
        : []),
      figure('Database', bytes(server.databaseBytes)),
      figure(
        'work_mem, if half of all connections sort at once',
        bytes(sorting),
        server.machine ? `below the memory` : undefined,
        server.machine ? sorting <= server.machine.memoryBytes : undefined,
      ),
      ...rows.map((row) => figure(row.name, row.value)),
    ],
    tables: [],
    findings,
  }
}

interface Amounts {
  buffers: Bytes
  cache: Bytes
  sorting: Bytes
  workMem: Bytes
  connections: number
}

function machineFindings(server: Server, memoryBytes: Bytes, amounts: Amounts): Finding[] {
  const findings: Finding[] = []
  const evidenceSql = memoryQuery.sql
  const memory = { label: "The machine's memory", value: bytes(memoryBytes) }
  const wantedBuffers = Math.floor((memoryBytes * BUFFERS_SHARE) / (256 * MEBIBYTE)) * 256
  if (
    amounts.buffers <= DEFAULT_BUFFERS &&
    server.databaseBytes >= 8 * amounts.buffers &&
    wantedBuffers * MEBIBYTE > 2 * amounts.buffers
  ) {
    const change = changeSetting(server, 'shared_buffers', `${wantedBuffers}MB`)
    findings.push({
      id: 'small-shared-buffers',
      kind: 'small-shared-buffers',
      severity: 'medium',
      title: `shared_buffers is ${bytes(amounts.buffers)}, and the database ${bytes(server.databaseBytes)}`,
      detail: `It is the value for the smallest machines; this one has ${bytes(memoryBytes)}. What does not fit is asked of the system again and again.`,
      advice: `A quarter of the memory is a reasonable start, if the server does not share the machine with others that need it. ${change.advice}`,
      subject: { kind: 'setting', name: 'shared_buffers' },
      evidence: [
        { label: 'shared_buffers', value: bytes(amounts.buffers) },
        { label: 'Database', value: bytes(server.databaseBytes) },
        memory,
      ],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  if (amounts.buffers > 0.6 * memoryBytes) {
    const change = changeSetting(server, 'shared_buffers', `${wantedBuffers}MB`)
    findings.push({
      id: 'large-shared-buffers',
      kind: 'large-shared-buffers',
      severity: 'medium',
      title: `shared_buffers takes ${percent(amounts.buffers / memoryBytes)} of the memory`,
      detail: `What is left of ${bytes(memoryBytes)} has to hold the sessions, their sorts and the system's own cache, through which every file is read.`,
      advice: change.advice,
      subject: { kind: 'setting', name: 'shared_buffers' },
      evidence: [{ label: 'shared_buffers', value: bytes(amounts.buffers) }, memory],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  if (amounts.cache > memoryBytes && server.databaseBytes > memoryBytes) {
    const change = changeSetting(
      server,
      'effective_cache_size',
      `${Math.floor((memoryBytes * 0.6) / MEBIBYTE)}MB`,
    )
    findings.push({
      id: 'large-effective-cache-size',
      kind: 'large-effective-cache-size',
      severity: 'low',
      title: `effective_cache_size (${bytes(amounts.cache)}) is more than the machine has`,
      detail: `The planner takes index reads for cheaper than they are: it believes that ${bytes(amounts.cache)} are cached, of ${bytes(memoryBytes)} that there are.`,
      advice: `Half to three quarters of the memory is what it should believe. ${change.advice}`,
      subject: { kind: 'setting', name: 'effective_cache_size' },
      evidence: [{ label: 'effective_cache_size', value: bytes(amounts.cache) }, memory],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  if (amounts.sorting > memoryBytes) {
    const change = changeSetting(
      server,
      'work_mem',
      `${Math.max(4, Math.floor((memoryBytes * 0.25) / amounts.connections / MEBIBYTE))}MB`,
    )
    findings.push({
      id: 'large-work-mem',
      kind: 'large-work-mem',
      severity: 'medium',
      title: `work_mem allows ${bytes(amounts.sorting)} of sorts on a machine with ${bytes(memoryBytes)}`,
      detail: `Each sort and each hash of each session may take ${bytes(amounts.workMem)}; if half of ${count(amounts.connections)} connections do it once at the same time, the memory is gone, and Linux kills the server.`,
      advice: `Keep the server's value small and raise it for the role or the statement that needs it. ${change.advice}`,
      subject: { kind: 'setting', name: 'work_mem' },
      evidence: [
        { label: 'work_mem', value: bytes(amounts.workMem) },
        { label: 'max_connections', value: count(amounts.connections) },
        memory,
      ],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  return findings
}
