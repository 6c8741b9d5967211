import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Proof } from '#shared/contract/changes.ts'
import type { Plan } from '#shared/contract/plan.ts'
import { openStorage, type Storage } from '../storage/index.ts'
import type { NewChange } from './entry.ts'
import { createLedger, type Ledger } from './ledger.ts'

let folder: string
let storage: Storage
let database: DatabaseSync
let ledger: Ledger
let clock: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-ledger-'))
  storage = openStorage(folder)
  database = storage.database
  clock = 1_000_000
  ledger = createLedger({ database, now: () => clock++, who: 'ada' })
})
afterEach(() => {
  ledger.close()
  storage.close()
  rmSync(folder, { recursive: true, force: true })
})

const address = {
  kind: 'postgres',
  host: 'localhost',
  port: 5432,
  database: 'shop',
  user: 'ada',
  tls: { mode: 'disable' },
} as const
const change: NewChange = {
  target: { id: 't1', name: 'shop', address },
  environment: { name: 'local', guard: 'open' },
  kind: 'analyze',
  title: 'Analyze orders',
  sql: 'ANALYZE orders',
  undo: { sql: null, note: 'Nothing to take back.' },
  facts: { one: 1 },
}

describe('the ledger', () => {
  it('folds what happened into what a change is', () => {
    const claim = ledger.begin(change)
    expect(ledger.get(claim.id)).toEqual({
      id: claim.id,
      targetId: 't1',
      targetName: 'shop',
      environment: { name: 'local', guard: 'open' },
      kind: 'analyze',
      title: 'Analyze orders',
      sql: 'ANALYZE orders',
      undoSql: null,
      undoNote: 'Nothing to take back.',
      status: 'applying',
      who: 'ada',
      at: 1_000_000,
      events: [{ at: 1_000_000, status: 'applying', message: 'Begun.' }],
    })
    ledger.append(claim.id, { status: 'applying', message: 'Sent.', facts: { two: 2 } })
    ledger.append(claim.id, {
      status: 'applied',
      elapsedMs: 12,
      undo: { sql: ['A', 'B'] },
      facts: { one: 3 },
      proof,
    })
    claim[Symbol.dispose]()
    expect(ledger.entry(claim.id).facts).toEqual({ one: 3, two: 2 })
    const applied = ledger.get(claim.id)
    expect(applied).toMatchObject({ status: 'applied', elapsedMs: 12, undoSql: 'A;\nB', proof })
    expect(applied).not.toHaveProperty('message')
    expect(applied).not.toHaveProperty('undoNote')
    const [head] = ledger.list()
    expect(head).toMatchObject({ id: claim.id, verdict: '4× faster' })
    expect(head).not.toHaveProperty('proof')
    ledger.append(claim.id, { status: 'applied', message: 'The undo failed.', hint: 'Try again.' })
    expect(ledger.get(claim.id)).toMatchObject({ message: 'The undo failed.', hint: 'Try again.', proof })
    expect(() => ledger.get('nothing')).toThrow('no change nothing')
  })

  it('can only be added to', () => {
    using claim = ledger.begin(change)
    for (const table of ['changes', 'change_events']) {
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('only ever added to')
      expect(() => database.exec(`UPDATE ${table} SET at = 0`)).toThrow('only ever added to')
    }
    expect(ledger.get(claim.id).at).toBe(1_000_000)
  })

  it('never holds a password', () => {
    const target = { ...change.target, password: 's3cret', address: { ...address, password: 's3cret' } }
    using claim = ledger.begin({ ...change, target })
    const rows = [
      ...database.prepare('SELECT * FROM changes').all(),
      ...database.prepare('SELECT * FROM change_events').all(),
    ]
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toContain('s3cret')
    expect(ledger.entry(claim.id).target).toEqual(change.target)
  })

  it('calls work that nobody is at interrupted, and finds it by target or by address', () => {
    const claim = ledger.begin(change)
    expect(ledger.unfinished(change.target)).toEqual([])
    expect(() => ledger.claim(claim.id)).toThrow('Another Pitwall works on this change')
    claim[Symbol.dispose]()
    expect(ledger.get(claim.id)).toMatchObject({
      status: 'interrupted',
      events: [{ status: 'applying' }, { status: 'interrupted' }],
    })
    const ids = (target: Parameters<Ledger['unfinished']>[0]) => ledger.unfinished(target).map(({ id }) => id)
    expect(ids({ id: 't1', address: { ...address, port: 1 } })).toEqual([claim.id])
    expect(ids({ id: undefined, address: { ...address, user: 'bob' } })).toEqual([claim.id])
    expect(ids({ id: 't2', address: { ...address, database: 'other' } })).toEqual([])
    using again = ledger.claim(claim.id)
    expect(ids({ id: 't1', address })).toEqual([])
    ledger.append(again.id, { status: 'failed' })
  })

  it('leaves to another process what it works on, until that is silent', () => {
    const { id } = ledger.begin(change)
    const beats = (pid: number, host: string, seenAt: number) => {
      database
        .prepare(`UPDATE change_workers SET instance = 'other', pid = ?, host = ?, seen_at = ?`)
        .run(pid, host, seenAt)
      return ledger.get(id).status
    }
    expect(beats(process.ppid, hostname(), clock)).toBe('applying')
    expect(beats(2_147_483_646, hostname(), clock)).toBe('interrupted')
    expect(beats(2_147_483_646, 'another-machine', clock)).toBe('applying')
    expect(beats(process.ppid, hostname(), clock - 120_000)).toBe('interrupted')
    // A container's only process has the same number each time.
    expect(beats(process.pid, hostname(), clock)).toBe('interrupted')
  })

  it('tells the list at once and after each change, other workbenches’ too', async () => {
    const stop = new AbortController()
    const heads = ledger.watch(stop.signal)
    expect((await heads.next()).value).toEqual([])
    using claim = ledger.begin(change)
    expect((await heads.next()).value).toMatchObject([{ id: claim.id, status: 'applying' }])
    const second = openStorage(folder)
    const other = createLedger({ database: second.database, who: 'bob' })
    const theirs = other.begin({ ...change, title: 'Theirs' })
    const next = heads.next()
    expect((await next).value).toMatchObject([{ id: theirs.id, who: 'bob' }, { id: claim.id }])
    stop.abort()
    expect((await heads.next()).done).toBe(true)
    theirs[Symbol.dispose]()
    other.close()
    second.close()
  })
})

const plan: Plan = {
  source: 'json',
  has: { analyze: true, timing: true, costs: true, buffers: true, io: false, wal: false },
  triggers: [],
  settings: {},
  unknown: {},
  notes: [],
  nodes: [],
  findings: [],
  raw: '{}',
}
const side = { runs: 3, ms: { median: 2, low: 1, high: 3 }, blocks: 7, plan }
const proof: Proof = {
  method: 'sequential',
  measurements: [
    {
      sql: 'SELECT 1',
      before: side,
      after: side,
      verdict: 'faster',
      ratio: { median: 0.25, low: 0.2, high: 0.3 },
    },
  ],
  skipped: [],
  notes: [],
}
