import type { Finding } from '#shared/contract/finding.ts'
import type { Milliseconds } from '#shared/units.ts'
import { type BackendRow, backendsQuery, isOwn } from '../activity/backends.ts'
import { only } from '../query.ts'
import { type Diagnosis, figure, needsMonitor, type Section } from '../section.ts'
import { count, counted, duration } from '../../wording.ts'

/** Ordinary transactions make each other wait for moments; a second is more than that. */
const WAITS: Milliseconds = 1000
const WAITS_LONG: Milliseconds = 30_000
/** An application that thinks for five minutes within a transaction has forgotten it. */
const FORGOTTEN: Milliseconds = 5 * 60_000
/** Reports and backups take long, too: an hour of one is worth a look. */
const LONG: Milliseconds = 60 * 60_000

export const locks: Section = {
  id: 'locks',
  title: 'Locks and long transactions now',
  async examine({ server, read, limit }) {
    const rows = await read(backendsQuery)
    if (rows.some((row) => !row.seen)) {
      limit(needsMonitor('What other roles run, and for how long,', server.role))
    }
    return judgeLocks(rows)
  },
}

/** Who holds up whom. A backend that waits for nobody and that others wait for is at the root. */
export function judgeLocks(all: readonly BackendRow[]): Diagnosis {
  const rows = all.filter((row) => !isOwn(row.application))
  const byPid = new Map(rows.map((row) => [row.pid, row]))
  const waiting = rows.filter((row) => row.blockedBy.length > 0)
  // That they wait is seen, not for how long, nor what they hold open.
  const hidden = rows.filter((row) => !row.seen).length
  const roots = new Map<number, BackendRow[]>()
  for (const row of waiting) {
    for (const pid of rootsOf(row, byPid)) roots.set(pid, [...(roots.get(pid) ?? []), row])
  }
  const blocking = [...roots].flatMap(([pid, held]) => blockingFinding(pid, byPid.get(pid), held))
  const told = new Set(blocking.map((finding) => finding.subject?.name))
  const open = rows.filter((row) => row.transactionMs !== null && row.type === 'client backend')
  const forgotten = open.filter(
    (row) => row.state.startsWith('idle in transaction') && (row.stateMs ?? 0) >= FORGOTTEN,
  )
  const long = open.filter((row) => (row.transactionMs ?? 0) >= LONG && !forgotten.includes(row))
  const findings = [
    ...blocking,
    ...[...forgotten.map(forgottenFinding), ...long.map(longFinding)].filter(
      (finding) => !told.has(finding.subject?.name),
    ),
  ]
  const oldest = Math.max(0, ...open.map((row) => row.transactionMs ?? 0))
  const openness =
    hidden > 0
      ? `what ${counted(hidden, 'session')} of other roles ${hidden === 1 ? 'does' : 'do'}, and for how long, is not seen`
      : open.length === 0
        ? 'no transaction is open'
        : `the oldest of ${counted(open.length, 'open transaction')} is ${duration(oldest)} old`
  const seenOnly = (isGood: boolean): boolean | undefined => (hidden > 0 && isGood ? undefined : isGood)
  return {
    summary:
      findings.length === 0
        ? `${waiting.length === 0 ? 'Nobody waits for a lock' : `${counted(waiting.length, 'session')} ${waiting.length === 1 ? 'waits' : 'wait'} for a lock${hidden > 0 ? '' : ', none for long'}`}; ${openness}.`
        : [
            blocking.length > 0
              ? `${counted(waiting.length, 'session waits', 'sessions wait')} for locks that ${counted(blocking.length, 'other holds', 'others hold')}.`
              : '',
            forgotten.length > 0
              ? `${counted(forgotten.length, 'transaction stands open and does', 'transactions stand open and do')} nothing.`
              : '',
            long.length > 0 ? `The oldest transaction has been open for ${duration(oldest)}.` : '',
          ]
            .filter(Boolean)
            .join(' '),
    figures: [
      figure(
        'Sessions that wait for a lock',
        count(waiting.length),
        'none for a second or more',
        waiting.length === 0 || seenOnly(blocking.length === 0),
      ),
      figure(hidden > 0 ? 'Open transactions that are seen' : 'Open transactions', count(open.length)),
      figure(
        'The oldest of them',
        oldest === 0 ? 'none' : duration(oldest),
        'below 1 h',
        seenOnly(oldest < LONG),
      ),
      figure(
        'Idle in a transaction for 5 min or more',
        count(forgotten.length),
        'none',
        seenOnly(forgotten.length === 0),
      ),
    ],
    tables: [
      {
        title: 'Who waits for whom',
        columns: [
          { label: 'Process', kind: 'count' },
          { label: 'Application', kind: 'text' },
          { label: 'State', kind: 'text' },
          { label: 'Waits for', kind: 'text' },
          { label: 'Held by', kind: 'text' },
          { label: 'Since', kind: 'ms' },
          { label: 'Statement', kind: 'text' },
        ],
        rows: [...[...roots.keys()].flatMap((pid) => byPid.get(pid) ?? []), ...waiting]
          .filter((row, at, list) => list.indexOf(row) === at)
          .map((row) => [
            row.pid,
            row.application,
            row.state,
            row.waitsFor,
            row.blockedBy.join(', ') || null,
            row.stateMs,
            row.query,
          ]),
      },
      {
        title: 'Open transactions, the oldest first',
        columns: [
          { label: 'Process', kind: 'count' },
          { label: 'Application', kind: 'text' },
          { label: 'Role', kind: 'text' },
          { label: 'State', kind: 'text' },
          { label: 'Transaction open for', kind: 'ms' },
          { label: 'In this state for', kind: 'ms' },
          { label: 'Statement', kind: 'text' },
        ],
        rows: open
          .toSorted((one, other) => (other.transactionMs ?? 0) - (one.transactionMs ?? 0))
          .slice(0, 20)
          .map((row) => [
            row.pid,
            row.application,
            row.role,
            row.state,
            row.transactionMs,
            row.stateMs,
            row.query,
          ]),
      },
    ],
    findings,
    ...(hidden > 0 ? { unknown: true } : {}),
  }
}

/** The ends of the chains of waiting above a session; a circle (a deadlock in the making) has none. */
function rootsOf(row: BackendRow, byPid: ReadonlyMap<number, BackendRow>): Set<number> {
  const roots = new Set<number>()
  const seen = new Set<number>()
  const ahead = [...row.blockedBy]
  for (let pid = ahead.pop(); pid !== undefined; pid = ahead.pop()) {
    if (seen.has(pid)) continue
    seen.add(pid)
    const next = byPid.get(pid)?.blockedBy ?? []
    if (next.length === 0) roots.add(pid)
    else ahead.push(...next)
  }
  return roots
}

function blockingFinding(
  pid: number,
  holder: BackendRow | undefined,
  held: readonly BackendRow[],
): Finding[] {
  const longest = Math.max(0, ...held.map((row) => row.statementMs ?? row.stateMs ?? 0))
  if (longest < WAITS) return []
  const [first] = held.toSorted((one, other) => (other.statementMs ?? 0) - (one.statementMs ?? 0))
  const isIdle = holder?.state.startsWith('idle in transaction') ?? false
  // A transaction that no session has is a prepared one: its process id is 0.
  const who = holder
    ? `${holder.application || holder.role} (process ${pid})`
    : pid === 0
      ? 'A prepared transaction'
      : `Process ${pid}`
  return [
    {
      id: `blocking:${pid}:${holder?.startedAt ?? ''}`,
      kind: 'blocking',
      severity: longest >= WAITS_LONG ? 'high' : 'medium',
      title: `${who} holds up ${counted(held.length, 'session')}`,
      detail: `The longest wait is ${duration(longest)}${first?.waitsFor ? `, for ${first.waitsFor}` : ''}. ${holder ? `The one who holds it is ${holder.state || 'at work'}${isIdle ? ` for ${duration(holder.stateMs ?? 0)}` : ''}; its ${isIdle ? 'last ' : ''}statement: ${shortened(holder.query)}` : 'What holds it is not seen.'}`,
      advice: isIdle
        ? 'Its application has left a transaction open. Ending the session rolls it back and lets the others go on; the application must commit or roll back itself, or get an idle_in_transaction_session_timeout.'
        : pid === 0
          ? 'Look at pg_prepared_xacts, then COMMIT PREPARED or ROLLBACK PREPARED.'
          : 'Wait for it if it does what it should; else cancel its statement, which gives its locks back when its application rolls back.',
      subject: { kind: 'backend', name: String(pid) },
      evidence: [
        { label: 'Sessions that wait', value: count(held.length) },
        { label: 'Longest wait', value: duration(longest) },
        ...(holder?.transactionMs
          ? [{ label: 'Its transaction is open for', value: duration(holder.transactionMs) }]
          : []),
      ],
      evidenceSql: backendsQuery.sql,
      proposals: holder?.maySignal
        ? isIdle
          ? [terminate(holder)]
          : [cancel(holder), terminate(holder)]
        : [],
    },
  ]
}

function forgottenFinding(row: BackendRow): Finding {
  return {
    id: `idle-in-transaction:${row.pid}:${row.startedAt}`,
    kind: 'idle-in-transaction',
    severity: 'medium',
    title: `${row.application || row.role} has left a transaction open for ${duration(row.stateMs ?? 0)}`,
    detail: `Process ${row.pid} does nothing within a transaction: its locks stay, and no dead row that it might still see is cleared away. Its last statement: ${shortened(row.query)}`,
    advice:
      'Commit or roll back in the application on every path. To end it by itself: idle_in_transaction_session_timeout for its role.',
    subject: { kind: 'backend', name: String(row.pid) },
    evidence: [
      { label: 'Idle for', value: duration(row.stateMs ?? 0) },
      { label: 'Transaction open for', value: duration(row.transactionMs ?? 0) },
    ],
    evidenceSql: only(backendsQuery, { pid: row.pid }),
    proposals: row.maySignal ? [terminate(row)] : [],
  }
}

function longFinding(row: BackendRow): Finding {
  return {
    id: `long-transaction:${row.pid}:${row.startedAt}`,
    kind: 'long-transaction',
    severity: 'low',
    title: `${row.application || row.role} has had a transaction open for ${duration(row.transactionMs ?? 0)}`,
    detail: `While it lasts, no dead row that it might still see is cleared away, in no table of the database. It is ${row.state}: ${shortened(row.query)}`,
    advice: 'If it is a report or a backup, let it end; if nobody waits for it, cancel it.',
    subject: { kind: 'backend', name: String(row.pid) },
    evidence: [{ label: 'Transaction open for', value: duration(row.transactionMs ?? 0) }],
    evidenceSql: only(backendsQuery, { pid: row.pid }),
    proposals: row.maySignal ? [cancel(row)] : [],
  }
}

function cancel({ pid }: BackendRow): Finding['proposals'][number] {
  return { title: `Cancel what process ${pid} runs`, sql: `SELECT pg_cancel_backend(${pid})` }
}

function terminate({ pid }: BackendRow): Finding['proposals'][number] {
  return { title: `End the session of process ${pid}`, sql: `SELECT pg_terminate_backend(${pid})` }
}

function shortened(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
