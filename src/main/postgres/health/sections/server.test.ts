import { expect, test } from 'vitest'
import type { BackendRow } from '../activity/backends.ts'
import { serverLike } from '../server/server.test-support.ts'
import { judgeCache } from './cache.ts'
import { judgeCheckpoints } from './checkpoints.ts'
import { judgeConnections } from './connections.ts'
import { judgeExtensions } from './extensions.ts'
import { judgeIntegrity } from './integrity.ts'
import { judgeLocks } from './locks.ts'
import { judgeLogging } from './logging.ts'
import { judgeMemory } from './memory.ts'
import { judgeReplication } from './replication.ts'
import { judgeSpills } from './spills.ts'

const MIB = 1_048_576
const GIB = 1024 * MIB
const setting = (name: string, value: string, amount = Number.NaN) => ({ name, value, amount, unit: null })

const backend = (pid: number, change: Partial<BackendRow> = {}): BackendRow => ({
  pid,
  startedAt: `${pid}.5`,
  role: 'me',
  application: `app ${pid}`,
  client: '10.0.0.1',
  state: 'active',
  waitEvent: null,
  transactionMs: 5000,
  statementMs: 5000,
  stateMs: 5000,
  query: 'UPDATE t SET a = 1',
  blockedBy: [],
  waitsFor: null,
  maySignal: true,
  seen: true,
  type: 'client backend',
  database: 'shop',
  ...change,
})

test('locks: the one at the root of the waiting is named, not those between', () => {
  const judged = judgeLocks([
    backend(1, { state: 'idle in transaction', statementMs: null }),
    backend(2, { blockedBy: [1], waitsFor: 'ShareLock on transaction 7' }),
    backend(3, { blockedBy: [2], statementMs: 40_000 }),
  ])
  expect(judged.findings).toHaveLength(1)
  expect(judged.findings[0]).toMatchObject({
    severity: 'high',
    subject: { name: '1' },
    proposals: [{ sql: 'SELECT pg_terminate_backend(1)' }],
  })
  expect(judged.tables[0]?.rows.map(([pid]) => pid)).toEqual([1, 2, 3])
})

test('locks: moments of waiting, a circle and our own connections are nothing to tell', () => {
  expect(judgeLocks([backend(1), backend(2, { blockedBy: [1], statementMs: 100 })]).findings).toEqual([])
  expect(judgeLocks([backend(1, { blockedBy: [2] }), backend(2, { blockedBy: [1] })]).findings).toEqual([])
  expect(judgeLocks([backend(1, { application: 'pitwall', transactionMs: 1e9 })]).findings).toEqual([])
})

test('locks: forgotten and long transactions, and nothing to click where the role may not', () => {
  const judged = judgeLocks([
    backend(1, { state: 'idle in transaction', stateMs: 600_000, transactionMs: 7e6 }),
    backend(2, { transactionMs: 7e6, maySignal: false }),
  ])
  expect(judged.findings.map(({ kind, proposals }) => [kind, proposals.length])).toEqual([
    ['idle-in-transaction', 1],
    ['long-transaction', 0],
  ])
})

test('locks and connections: what a role may not see is not called good', () => {
  const hidden = { seen: false, application: '', state: '', type: '', transactionMs: null, statementMs: null }
  const judged = judgeLocks([backend(1, hidden), backend(2, { ...hidden, blockedBy: [1], stateMs: null })])
  expect(judged).toMatchObject({
    unknown: true,
    findings: [],
    summary: '1 session waits for a lock; what 2 sessions of other roles do, and for how long, is not seen.',
  })
  expect(judged.figures.filter(({ state }) => state === 'good')).toEqual([])
  expect(judgeLocks([backend(1)])).not.toHaveProperty('unknown')
  const group = {
    application: 'without a name',
    role: 'other',
    client: 'local',
    sessions: 2,
    active: 0,
    idle: 0,
    idleInTransaction: 0,
    longestIdleMs: null,
    seen: false,
  }
  const limits = { most: 100, reserved: 3, activeMs: null, sessionMs: null, parallel: 8 }
  expect(judgeConnections(limits, [group], serverLike()).summary).toContain('what 2 of them do is not seen')
})

test('connections: nearly all taken, or many idle', () => {
  const limits = { most: 100, reserved: 3, activeMs: 3 * 10 * 86_400_000, sessionMs: 1e10, parallel: 8 }
  const sessions = {
    application: 'api',
    role: 'me',
    client: '10.0.0.1',
    sessions: 85,
    active: 5,
    idle: 80,
    idleInTransaction: 0,
    longestIdleMs: 1000,
    seen: true,
  }
  const full = judgeConnections(limits, [sessions], serverLike())
  expect(full.findings.map(({ kind }) => kind)).toEqual(['connections-full'])
  expect(full.summary).toContain('which SQL does not show; on average 3 were active')
  const idle = judgeConnections(
    { ...limits, most: 1000 },
    [{ ...sessions, sessions: 200, idle: 190 }],
    serverLike({ machine: { cores: 4, memoryBytes: GIB } }),
  )
  expect(idle.findings.map(({ kind }) => kind)).toEqual(['idle-connections'])
  expect(idle.summary).toContain('about 8 connections')
})

test('checkpoints: forced by a full WAL, again and again', () => {
  const row = {
    timed: 100,
    requested: 900,
    written: 1,
    countingMs: 10 * 86_400_000,
    maxWalBytes: GIB,
    timeoutMs: 300_000,
  }
  const judged = judgeCheckpoints(
    row,
    { walBytes: 10 * 86_400 * 10 * MIB, fullPages: 1, records: 10, countingMs: 10 * 86_400_000 },
    serverLike(),
    'SELECT 1',
  )
  // 10 MiB a second for 5 minutes, three times: 8.8 GiB.
  expect(judged.findings[0]?.proposals[0]?.sql).toBe("ALTER SYSTEM SET max_wal_size = '16GB'")
  expect(judgeCheckpoints({ ...row, requested: 5, timed: 5 }, undefined, serverLike(), '').findings).toEqual(
    [],
  )
  expect(
    judgeCheckpoints({ ...row, requested: 25, timed: 30 }, undefined, serverLike(), '').findings,
  ).toEqual([])
})

test('the cache is blamed for many reads only', () => {
  expect(judgeCache({ hit: 100, read: 900, buffers: 128 * MIB }, [], serverLike()).findings).toEqual([])
  expect(judgeCache({ hit: 1e6, read: 1e6, buffers: 128 * MIB }, [], serverLike()).findings).toHaveLength(1)
  expect(judgeCache({ hit: 9.9e6, read: 1e5, buffers: 128 * MIB }, [], serverLike()).findings).toEqual([])
})

const memorySettings = (change: Record<string, number> = {}) =>
  Object.entries({
    shared_buffers: 128 * MIB,
    effective_cache_size: 4 * GIB,
    work_mem: 4 * MIB,
    max_connections: 100,
    ...change,
  }).map(([name, amount]) => setting(name, String(amount), amount))

test('memory: compared with the machine where it is known, never guessed', () => {
  const machine = { memoryBytes: 16 * GIB, cores: 8 }
  const kinds = (change: Record<string, number>, server = serverLike({ machine })) =>
    judgeMemory(memorySettings(change), server).findings.map(({ kind }) => kind)
  expect(kinds({}, serverLike())).toEqual([])
  expect(kinds({}, serverLike({ machine, databaseBytes: 20 * MIB }))).toEqual([])
  expect(kinds({})).toEqual(['small-shared-buffers'])
  expect(kinds({ shared_buffers: 12 * GIB })).toEqual(['large-shared-buffers'])
  expect(kinds({ shared_buffers: 4 * GIB, work_mem: GIB })).toEqual(['large-work-mem'])
  expect(judgeMemory(memorySettings(), serverLike({ machine })).findings[0]?.proposals[0]?.sql).toBe(
    "ALTER SYSTEM SET shared_buffers = '4096MB'",
  )
})

test('a quiet log is no illness; what it would take to see more is offered', () => {
  const quiet = judgeLogging(
    [
      setting('log_min_duration_statement', '-1', -1),
      setting('log_lock_waits', 'off'),
      setting('log_temp_files', '-1', -1),
      setting('track_io_timing', 'on'),
    ],
    serverLike(),
  )
  expect(quiet.diagnosis.findings).toEqual([])
  expect(quiet.limitations.flatMap(({ proposals }) => proposals.map(({ sql }) => sql))).toEqual([
    "ALTER SYSTEM SET log_min_duration_statement = '500ms'",
    "ALTER SYSTEM SET log_lock_waits = 'on'",
    "ALTER SYSTEM SET log_temp_files = '10MB'",
  ])
})

test('replication: lag, slots that nobody reads, a standby that does not keep up', () => {
  const replica = {
    name: 'r1',
    client: '10.0.0.2',
    state: 'streaming',
    sync: 'async',
    lagBytes: 2 * GIB,
    lagMs: 90_000,
    seen: true,
  }
  const slot = {
    slot: 'old',
    kind: 'logical',
    database: 'shop',
    active: false,
    retained: 20 * GIB,
    status: 'extended',
  }
  const judged = judgeReplication([replica], [slot, { ...slot, slot: 'used', active: true }], undefined)
  expect(judged.findings.map(({ kind, severity }) => [kind, severity])).toEqual([
    ['replication-lag', 'high'],
    ['abandoned-slot', 'high'],
  ])
  expect(judgeReplication([{ ...replica, lagBytes: 0 }], [], undefined).findings).toEqual([])
  const standby = { standby: true, behindMs: 3_600_000, pendingBytes: 0, paused: false }
  expect(judgeReplication([], [], standby).findings).toEqual([])
  expect(judgeReplication([], [], { ...standby, paused: true }).findings).toHaveLength(1)
})

test('safety of the data, deadlocks and rollbacks', () => {
  const counters = { committed: 100_000, rolledBack: 20_000, deadlocks: 50, damaged: 0 }
  const judged = judgeIntegrity(
    counters,
    [setting('fsync', 'off'), setting('data_checksums', 'on')],
    serverLike(),
  )
  expect(judged.findings.map(({ id }) => id)).toEqual(['unsafe-setting:fsync', 'deadlocks', 'rollbacks'])
  expect(
    judgeIntegrity({ committed: 10, rolledBack: 10, deadlocks: 1, damaged: null }, [], serverLike()).findings,
  ).toEqual([])
  expect(
    judgeIntegrity({ ...counters, deadlocks: 0, rolledBack: 0, damaged: 3 }, [], serverLike()).findings[0]
      ?.severity,
  ).toBe('high')
})

test('spills by the day, extensions by their version', () => {
  expect(judgeSpills({ files: 1000, bytes: 5 * GIB, workMem: 4 * MIB }, serverLike()).findings).toEqual([])
  expect(
    judgeSpills({ files: 100_000, bytes: 500 * GIB, workMem: 4 * MIB }, serverLike()).findings[0]?.advice,
  ).toContain('16 MiB')
  const rows = [
    { name: 'hstore', installed: '1.4', available: '1.8' },
    { name: 'own', installed: '1', available: null },
  ]
  expect(judgeExtensions(rows).findings.map(({ id }) => id)).toEqual(['old-extension:hstore'])
})
