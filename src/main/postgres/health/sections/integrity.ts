import type { Finding } from '#shared/contract/finding.ts'
import { number, optionalNumber, query } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import { changeSetting } from '../server/change-setting.ts'
import type { Server } from '../server/server.ts'
import { count, duration, percent } from '../../wording.ts'
import { byName, type SettingRow, settingsQuery } from './settings-query.ts'

const DAY = 86_400_000
/** One in a while is solved by the server and a retry; one a day is a fault in the application. */
const FEWEST_DEADLOCKS = 5
const DEADLOCKS_A_DAY = 1
/** Frameworks roll back transactions that have only read; a tenth of many is more than that. */
const ROLLED_BACK_SHARE = 0.1
const FEWEST_TRANSACTIONS = 10_000

const countersQuery = query(
  'Transactions, deadlocks, damaged pages',
  { committed: number, rolledBack: number, deadlocks: number, damaged: optionalNumber },
  `
  SELECT xact_commit AS committed, xact_rollback AS rolled_back, deadlocks, checksum_failures AS damaged
  FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()`,
)

const safetyQuery = settingsQuery('Settings that keep data safe', [
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'data_checksums',
  'zero_damaged_pages',
  'ignore_checksum_failure',
])

export type CountersRow = ReturnType<typeof countersQuery.decode>

export const integrity: Section = {
  id: 'integrity',
  title: 'Safety of the data',
  async examine({ server, read }) {
    const [row] = await read(countersQuery)
    if (!row) throw new Error('The server counts nothing for this database.')
    return judgeIntegrity(row, await read(safetyQuery), server)
  },
}

/** A setting whose other value loses data when the machine goes down. */
const safe: Record<string, { value: string; otherwise: string }> = {
  fsync: {
    value: 'on',
    otherwise: 'After a power cut or a crash of the system the whole cluster may be beyond repair.',
  },
  full_page_writes: {
    value: 'on',
    otherwise: 'A page that was half written when the machine went down stays damaged.',
  },
  zero_damaged_pages: {
    value: 'off',
    otherwise: 'A damaged page is emptied when it is read: its rows are gone for good.',
  },
  ignore_checksum_failure: { value: 'off', otherwise: 'Damaged pages are read as if they were sound.' },
}

export function judgeIntegrity(row: CountersRow, rows: readonly SettingRow[], server: Server): Diagnosis {
  const settings = byName(rows)
  const transactions = row.committed + row.rolledBack
  const rolledBack = transactions === 0 ? 0 : row.rolledBack / transactions
  const perDay = row.deadlocks / Math.max(1, server.countingMs / DAY)
  const hasDeadlocks = row.deadlocks >= FEWEST_DEADLOCKS && perDay >= DEADLOCKS_A_DAY
  const rollsBackMuch = rolledBack >= ROLLED_BACK_SHARE && transactions >= FEWEST_TRANSACTIONS
  const findings: Finding[] = []
  for (const [name, { value, otherwise }] of Object.entries(safe)) {
    const setting = settings.get(name)
    if (setting === undefined || setting.value === value) continue
    const change = changeSetting(server, name, value)
    findings.push({
      id: `unsafe-setting:${name}`,
      kind: 'unsafe-setting',
      severity: 'high',
      title: `${name} is ${setting.value}`,
      detail: `${otherwise} That may be meant on a server whose data can be made again.`,
      advice: change.advice,
      subject: { kind: 'setting', name },
      evidence: [{ label: name, value: setting.value }],
      evidenceSql: safetyQuery.sql,
      proposals: change.proposals,
    })
  }
  if ((row.damaged ?? 0) > 0) {
    findings.push({
      id: 'checksum-failures',
      kind: 'checksum-failures',
      severity: 'high',
      title: `${count(row.damaged ?? 0)} damaged pages were read`,
      detail:
        'Their checksums do not fit what is on the disk: the disk, its controller or the memory is faulty.',
      advice:
        'Make a backup to another place now, check the hardware, and restore from a backup of before. The log names the files.',
      subject: { kind: 'server', name: server.database },
      evidence: [{ label: 'Checksum failures', value: count(row.damaged ?? 0) }],
      evidenceSql: countersQuery.sql,
      proposals: [],
    })
  }
  if (hasDeadlocks) {
    findings.push({
      id: 'deadlocks',
      kind: 'deadlocks',
      severity: 'low',
      title: `${count(row.deadlocks)} deadlocks, ${count(perDay)} a day`,
      detail: `Each waited for deadlock_timeout and ended with one transaction being thrown away, in the ${duration(server.countingMs)} that are counted.`,
      advice:
        'Let all transactions take their rows in the same order (ORDER BY the key before FOR UPDATE), and keep them short. The log shows both statements of each.',
      subject: { kind: 'server', name: server.database },
      evidence: [{ label: 'Deadlocks', value: count(row.deadlocks) }],
      evidenceSql: countersQuery.sql,
      proposals: [],
    })
  }
  if (rollsBackMuch) {
    findings.push({
      id: 'rollbacks',
      kind: 'rollbacks',
      severity: 'low',
      title: `${percent(rolledBack)} of the transactions are rolled back`,
      detail: `${count(row.rolledBack)} of ${count(transactions)}: each was work for nothing, and its rows are dead ones now.`,
      advice:
        'Look in the log for the errors that come most often; violated constraints and timeouts are the usual ones.',
      subject: { kind: 'server', name: server.database },
      evidence: [{ label: 'Rolled back', value: `${count(row.rolledBack)} of ${count(transactions)}` }],
      evidenceSql: countersQuery.sql,
      proposals: [],
    })
  }
  const unsafe = findings.filter((finding) => finding.severity === 'high')
  return {
    summary:
      unsafe.length > 0
        ? `${unsafe.map((finding) => finding.title).join('; ')}: the data is not safe.`
        : `The data is written as safely as it can be${settings.get('synchronous_commit')?.value === 'off' ? ', but for the last moments of committed work, which synchronous_commit = off gives away in a crash' : ''}; ${settings.get('data_checksums')?.value === 'on' ? 'checksums watch over the pages' : 'pages have no checksums, so a faulty disk would not be noticed'}.`,
    figures: [
      ...rows.map((setting) =>
        figure(
          setting.name,
          setting.value,
          safe[setting.name]?.value,
          safe[setting.name] === undefined ? undefined : safe[setting.name]?.value === setting.value,
        ),
      ),
      figure(
        'Damaged pages read',
        row.damaged === null ? 'not counted without checksums' : count(row.damaged),
        'none',
        (row.damaged ?? 0) === 0,
      ),
      figure('Deadlocks', count(row.deadlocks), 'below one a day', !hasDeadlocks),
      figure('Rolled back', percent(rolledBack), 'below 10 % of many', !rollsBackMuch),
    ],
    tables: [],
    findings,
  }
}
