import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readChange } from '#main/postgres/changes/read-change.ts'
import { checkHealth, watchActivity } from '#main/postgres/health/index.ts'
import type { Finding } from '#shared/contract/finding.ts'
import type { Activity, HealthReport, HealthSection } from '#shared/contract/health.ts'
import { healthReportSchema } from '#shared/contract/health.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const all = (report: HealthReport): Finding[] => report.sections.flatMap((section) => section.findings)
const named = (report: HealthReport, kind: string, subject: string): Finding | undefined =>
  all(report).find((finding) => finding.kind === kind && finding.subject?.name === subject)
const sectionOf = (report: HealthReport, id: string): HealthSection => {
  const section = report.sections.find((each) => each.id === id)
  if (!section) throw new Error(`There is no section ${id}.`)
  return section
}

describe.each(versions)('a check-up of Postgres %i', (version) => {
  let server: TestServer
  const opened: Client[] = []
  const connect = async (name: string): Promise<Client> => {
    const client = new Client({ connectionString: server.url, application_name: name })
    client.on('error', () => {})
    await client.connect()
    opened.push(client)
    return client
  }

  beforeAll(async () => {
    server = await startTestServer(version, { fsync: 'on' })
  })

  afterAll(async () => {
    await Promise.all(opened.map(async (client) => await client.end().catch(() => {})))
    await server.stop()
  })

  test('a healthy server gets a clean letter', async () => {
    const report = healthReportSchema.parse(await checkHealth(server.target(), {}, timeouts))
    expect(all(report)).toEqual([])
    expect(report.sections.filter((section) => section.state !== 'good')).toEqual([])
    expect(report.serverVersion).toMatch(new RegExp(`^${version}`))
    expect(report.traits).toEqual([])
  })

  describe('with troubles', () => {
    beforeAll(async () => {
      await server.admin.query(troubles)
      await server.admin.query('CREATE EXTENSION pgstattuple')
      await server.admin.query('VACUUM ANALYZE swollen, mixed, wide')
      await server.admin.query('DELETE FROM swollen WHERE id % 5 <> 0')
      await expect(
        server.admin.query('CREATE UNIQUE INDEX CONCURRENTLY twice_idx ON mixed (small)'),
      ).rejects.toThrow(/duplicate|unique/)
    })

    test('each is found by name, with a cure that is one statement', async () => {
      await becomes(
        server.admin,
        `SELECT n_dead_tup > 100000 FROM pg_stat_user_tables WHERE relname = 'swollen'`,
      )
      const report = healthReportSchema.parse(await checkHealth(server.target(), {}, timeouts))
      expect(named(report, 'bloated-table', 'public.swollen')?.proposals).toEqual([
        { title: 'Vacuum swollen', sql: 'VACUUM (ANALYZE) public.swollen' },
      ])
      // pgstattuple was there: what it read takes the place of the estimate.
      expect(named(report, 'bloated-table', 'public.swollen')?.detail).toContain('(measured)')
      expect(named(report, 'autovacuum-off', 'public.swollen')?.proposals[0]?.sql).toBe(
        'ALTER TABLE public.swollen RESET (autovacuum_enabled)',
      )
      expect(named(report, 'stale-statistics', 'public.swollen')?.proposals[0]?.sql).toBe(
        'ANALYZE public.swollen',
      )
      expect(named(report, 'sequence-exhaustion', 'public.tiny_id_seq')).toMatchObject({ severity: 'high' })
      expect(named(report, 'bloated-index', 'public."Swollen Value"')?.proposals[0]?.sql).toBe(
        'REINDEX INDEX CONCURRENTLY public."Swollen Value"',
      )
    })

    test('needless, broken and missing indexes are found by name', async () => {
      for (let n = 0; n < 20; n++) await server.admin.query('SELECT * FROM shelf WHERE id = $1', [n])
      await becomes(
        server.admin,
        `SELECT idx_scan + seq_scan > 19 FROM pg_stat_user_tables WHERE relname = 'shelf'`,
      )
      const report = await checkHealth(server.target(), {}, timeouts)
      const { findings } = sectionOf(report, 'indexes')
      expect(findings.map(({ id, proposals }) => [id, proposals[0]?.sql])).toEqual(
        expect.arrayContaining([
          ['invalid-index:public.twice_idx', 'DROP INDEX CONCURRENTLY public.twice_idx'],
          ['duplicate-index:public."Shelf Twin"', 'DROP INDEX CONCURRENTLY public."Shelf Twin"'],
          ['redundant-index:public.shelf_place_idx', 'DROP INDEX CONCURRENTLY public.shelf_place_idx'],
          ['unused-index:public.shelf_idle_idx', 'DROP INDEX CONCURRENTLY public.shelf_idle_idx'],
          [
            'unindexed-foreign-key:public.book:shelf',
            'CREATE INDEX CONCURRENTLY book_shelf_idx ON public.book (shelf)',
          ],
        ]),
      )
      // What nobody has looked at since the counters began is not called unused.
      expect(findings.map(({ id }) => id)).not.toContain('unused-index:public.mixed_note_idx')
    })

    test('every figure has its SQL, and all of it runs as it is', async () => {
      const report = await checkHealth(server.target(), {}, timeouts)
      for (const section of report.sections) {
        expect(section.sources, section.id).not.toHaveLength(0)
        for (const { sql } of section.sources) await server.admin.query(sql)
      }
      for (const { id, evidenceSql } of all(report)) {
        expect(evidenceSql, id).toBeDefined()
        const { rows } = await server.admin.query(evidenceSql ?? '')
        expect(rows, id).not.toHaveLength(0)
      }
    })

    test('each cure is a statement that can be applied as a change', async () => {
      const report = await checkHealth(server.target(), {}, timeouts)
      const cures = [
        ...all(report).flatMap(({ proposals }) => proposals),
        ...report.sections.flatMap(({ limitations }) => limitations.flatMap(({ proposals }) => proposals)),
        // What other troubles than those planted here are cured by.
        { sql: 'VACUUM (FREEZE) public.swollen' },
        { sql: "ALTER SYSTEM SET shared_buffers = '4096MB'" },
        { sql: 'SELECT pg_cancel_backend(1)' },
        { sql: 'SELECT pg_terminate_backend(1)' },
      ]
      expect(cures.length).toBeGreaterThan(10)
      for (const { sql } of cures) expect((await readChange(sql)).kind, sql).toBeDefined()
    })

    test('a role without rights sees what it may, and is told the rest', async () => {
      const report = await checkHealth(server.target('open', 'visitor'), {}, timeouts)
      expect(sectionOf(report, 'bloat')).toMatchObject({ state: 'unknown' })
      expect(sectionOf(report, 'locks').limitations[0]?.hint).toContain('GRANT pg_monitor TO visitor')
      const unknown = report.sections.filter((section) => section.state === 'unknown')
      expect(unknown.map(({ id }) => id).sort()).toEqual(['bloat', 'locks', 'sequences'])
      expect(named(report, 'autovacuum-off', 'public.swollen')).toBeDefined()
      const visitor = new Client({ connectionString: server.url, user: 'visitor' })
      await visitor.connect()
      for (const { sql } of report.sections.flatMap((section) => section.sources)) await visitor.query(sql)
      await visitor.end()
    })

    test('a table that is being rebuilt keeps no section waiting', async () => {
      const builder = await connect('builder')
      await builder.query('BEGIN; LOCK TABLE mixed IN ACCESS EXCLUSIVE MODE')
      const report = await checkHealth(server.target(), {}, timeouts)
      expect(report.sections.filter((section) => section.state === 'unknown')).toEqual([])
      await builder.query('ROLLBACK')
    })

    test('estimates are within a tenth of what is left after rebuilding', async () => {
      const report = await checkHealth(server.target(), {}, timeouts)
      const [tables, indexes] = sectionOf(report, 'bloat').tables
      expect(tables?.rows.map(([name]) => name).sort()).toEqual(['mixed', 'swollen', 'wide'])
      expect(indexes?.rows).toHaveLength(6)
      for (const [name, size, needed] of indexes?.rows ?? []) {
        const truth = await sizeAfter(server.admin, `REINDEX INDEX ${name}`, String(name))
        expect(Math.abs(Number(needed) - truth) / Number(size), String(name)).toBeLessThan(0.1)
      }
      for (const [name, size, needed] of tables?.rows ?? []) {
        const truth = await sizeAfter(server.admin, `VACUUM FULL ${name}`, String(name))
        expect(Math.abs(Number(needed) - truth) / Number(size), String(name)).toBeLessThan(0.1)
      }
    })
  })

  test('a section that fails takes no other with it', async () => {
    await server.admin.query('REVOKE SELECT ON pg_catalog.pg_stat_replication FROM PUBLIC')
    const report = await checkHealth(server.target('open', 'visitor'), {}, timeouts)
    const replication = sectionOf(report, 'replication')
    expect(replication).toMatchObject({ state: 'unknown', findings: [] })
    expect(replication.limitations[0]?.hint).toContain('GRANT pg_monitor TO visitor')
    expect(sectionOf(report, 'integrity').state).toBe('good')
    await server.admin.query('GRANT SELECT ON pg_catalog.pg_stat_replication TO PUBLIC')
  })

  test('it can be cancelled', async () => {
    const stop = new AbortController()
    const check = checkHealth(server.target(), {}, timeouts, stop.signal)
    stop.abort()
    await expect(check).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('who waits for whom, and who can be ended', async () => {
    const holder = await connect('holder')
    const first = await connect('first in line')
    const second = await connect('second in line')
    await holder.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE')
    const waits = [first, second].map(async (client) => await client.query('SELECT count(*) FROM account'))
    await becomes(
      server.admin,
      `SELECT count(*) = 2 FROM pg_stat_activity WHERE application_name LIKE '%in line'
        AND wait_event_type = 'Lock' AND query_start < clock_timestamp() - interval '1.2 s'`,
    )

    const [activity] = await looks(server, 1)
    const held = activity?.backends.find(({ application }) => application === 'holder')
    const waiting = activity?.backends.find(({ application }) => application === 'first in line')
    expect(held).toMatchObject({ state: 'idle in transaction', own: false, maySignal: true, blockedBy: [] })
    expect(waiting).toMatchObject({ blockedBy: [held?.pid], waitsFor: 'AccessShareLock on account' })
    expect(waiting?.statementMs).toBeGreaterThan(1000)
    expect(activity?.backends.filter(({ own }) => own)).toHaveLength(1)

    const [unseen] = await looks(server, 1, 'visitor')
    expect(unseen?.limitations[0]?.hint).toContain('GRANT pg_monitor TO visitor')
    expect(unseen?.backends.find(({ pid }) => pid === waiting?.pid)).toMatchObject({
      blockedBy: [held?.pid],
      statementMs: null,
      maySignal: false,
    })

    const report = await checkHealth(server.target(), {}, timeouts)
    const [finding] = sectionOf(report, 'locks').findings
    expect(finding).toMatchObject({
      kind: 'blocking',
      subject: { kind: 'backend', name: String(held?.pid) },
      proposals: [{ sql: `SELECT pg_terminate_backend(${held?.pid})` }],
    })
    await server.admin.query(finding?.evidenceSql ?? '')

    await holder.query('ROLLBACK')
    await Promise.all(waits)
  })

  test('the watch goes on over one connection until it is stopped, and holds no transaction', async () => {
    const stop = new AbortController()
    const pids: (number | undefined)[] = []
    for await (const activity of watchActivity(server.target(), timeouts, stop.signal)) {
      pids.push(activity.backends.find(({ own }) => own)?.pid)
      const { rows } = await server.admin.query(
        `SELECT state FROM pg_stat_activity WHERE application_name = 'pitwall'`,
      )
      expect(rows).toEqual([{ state: 'idle' }])
      if (pids.length === 2) stop.abort()
    }
    expect(pids).toEqual([pids[0], pids[0]])
    await becomes(
      server.admin,
      `SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'pitwall'`,
    )
  })
})

const troubles = `
  CREATE TABLE swollen (id int PRIMARY KEY, value text NOT NULL) WITH (autovacuum_enabled = false);
  INSERT INTO swollen SELECT n, md5(n::text) || md5((n + 1)::text) FROM generate_series(1, 200000) n;
  CREATE INDEX "Swollen Value" ON swollen (value);
  CREATE TABLE mixed (small smallint, gone int, flag bool, big bigint, amount numeric(12, 2), note text,
    at timestamptz, kind char(3), double float8) WITH (autovacuum_enabled = false, fillfactor = 80);
  INSERT INTO mixed SELECT n % 100, n, n % 2 = 0, n, n / 7.0, CASE WHEN n % 2 = 0 THEN repeat('x', n % 50) END,
    now() - n * interval '1 min', 'abc', n FROM generate_series(1, 200000) n;
  ALTER TABLE mixed DROP COLUMN gone;
  CREATE INDEX mixed_small_idx ON mixed (small);
  CREATE INDEX mixed_kind_big_idx ON mixed (kind, big) INCLUDE (flag);
  CREATE INDEX mixed_note_idx ON mixed (note, at);
  CREATE INDEX mixed_lower_idx ON mixed (lower(note)) WITH (fillfactor = 70);
  CREATE TABLE wide (id bigint, body text, tail text) WITH (autovacuum_enabled = false);
  INSERT INTO wide SELECT n, (SELECT string_agg(md5((n * 100 + m)::text), '') FROM generate_series(1, 10 + n % 30) m), 'end'
    FROM generate_series(1, 20000) n;
  CREATE TABLE shelf (id int PRIMARY KEY, "Kind Of" text, place int);
  INSERT INTO shelf SELECT n, 'kind ' || n % 5, n % 9 FROM generate_series(1, 5000) n;
  CREATE INDEX shelf_kind_idx ON shelf ("Kind Of");
  CREATE INDEX "Shelf Twin" ON shelf ("Kind Of");
  CREATE INDEX shelf_place_idx ON shelf (place);
  CREATE INDEX shelf_place_id_idx ON shelf (place, id);
  CREATE INDEX shelf_idle_idx ON shelf ((id % 7));
  CREATE TABLE book (id int PRIMARY KEY, shelf int NOT NULL REFERENCES shelf);
  INSERT INTO book SELECT n, 1 + n % 5000 FROM generate_series(1, 5000) n;
  ANALYZE shelf, book;
  CREATE TABLE tiny (id smallserial PRIMARY KEY);
  SELECT setval('tiny_id_seq', 32000);
`

async function looks(server: TestServer, many: number, user?: string): Promise<Activity[]> {
  const seen: Activity[] = []
  for await (const activity of watchActivity(server.target('open', user), timeouts)) {
    seen.push(activity)
    if (seen.length === many) break
  }
  return seen
}

/** Asks until the answer is true; the test's own timeout is the limit. */
async function becomes(client: Client, sql: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ is: boolean }>(`SELECT (${sql}) AS is`)
    if (rows[0]?.is) return
  }
}

async function sizeAfter(client: Client, sql: string, relation: string): Promise<number> {
  await client.query(sql)
  const { rows } = await client.query<{ size: string }>('SELECT pg_relation_size($1::regclass) AS size', [
    relation,
  ])
  return Number(rows[0]?.size)
}
