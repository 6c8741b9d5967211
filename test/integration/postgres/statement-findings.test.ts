import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findStatementFindings, readStatements, readStatementTexts } from '#main/postgres/index.ts'
import type { Finding } from '#shared/contract/finding.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

describe.each(versions)('what statements show, Postgres %i', (version) => {
  let server: TestServer
  let client: Client
  let findings: Finding[]
  /** By the statement's text, as sent. */
  const textOf = new Map<string, string>()

  beforeAll(async () => {
    server = await startTestServer(version, {
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track_planning': 'on',
      shared_buffers: '8MB',
      work_mem: '64kB',
    })
    client = new Client(server.url)
    await client.connect()
    await client.query(`
      CREATE EXTENSION pg_stat_statements;
      CREATE TABLE customer (id int PRIMARY KEY, email text NOT NULL, name text NOT NULL);
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer,
        state text NOT NULL, made timestamptz NOT NULL, total int NOT NULL, note text);
      CREATE TABLE purchase_line (id int PRIMARY KEY, purchase_id int NOT NULL REFERENCES purchase, product text);
      CREATE TABLE document (id int PRIMARY KEY, title text NOT NULL, body text NOT NULL);
      CREATE TABLE "Odd Name" (id int PRIMARY KEY, "Order" text NOT NULL, filler text NOT NULL);
      INSERT INTO customer SELECT n, 'Mail' || n || '@Example.com', 'Name ' || n FROM generate_series(1, 20000) n;
      INSERT INTO purchase SELECT n, 1 + n % 20000, CASE WHEN n % 100 = 0 THEN 'open' ELSE 'done' END,
        timestamptz '2026-01-01' + n * interval '1 minute', n % 500, repeat('n', 60) FROM generate_series(1, 60000) n;
      INSERT INTO purchase_line SELECT n, 1 + n / 2, 'p' || n % 50 FROM generate_series(1, 60000) n;
      INSERT INTO document SELECT n, 'Title ' || n, (SELECT string_agg(md5(n::text || i), '') FROM generate_series(1, 100) i)
        FROM generate_series(1, 500) n;
      INSERT INTO "Odd Name" SELECT n, 'key ' || n, repeat('f', 80) FROM generate_series(1, 30000) n;
      CREATE INDEX customer_email ON customer (email);
      CREATE INDEX purchase_customer ON purchase (customer_id);
      CREATE INDEX line_purchase ON purchase_line (purchase_id);
      CREATE ROLE "Reporter" IN ROLE pg_read_all_data;
      ANALYZE;
      SELECT pg_stat_statements_reset();`)
    await runWorkload()
    const target = server.target()
    const list = await readStatements(target, {}, timeouts, undefined)
    for (const { id, query } of list.statements) textOf.set(id, query)
    const answer = await findStatementFindings(
      target,
      // A minute, so that rates do not depend on how fast this machine is.
      { ...list, since: list.until - 60_000 },
      async (ids) => await readStatementTexts(target, ids, timeouts, undefined),
      timeouts,
    )
    findings = answer.findings
    expect(answer.limitations).toEqual([])
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
  })

  async function runWorkload(): Promise<void> {
    // N+1: the purchases of a customer, then the lines of each.
    await times(30, async (n) => {
      const { rows } = await client.query<{ id: number }>(
        'SELECT id, state, total FROM purchase WHERE customer_id = $1 ORDER BY made LIMIT 3',
        [n + 1],
      )
      for (const { id } of rows) {
        await client.query('SELECT product FROM purchase_line WHERE purchase_id = $1', [id])
      }
    })
    await times(5, async (n) => {
      await client.query('SELECT * FROM purchase ORDER BY made DESC, id OFFSET $1 LIMIT 20', [n * 10_000])
    })
    await times(5, async () => await client.query('SELECT * FROM document ORDER BY id LIMIT 100'))
    await times(3, async () => await client.query('SELECT id, total FROM purchase'))
    await times(5, async (n) => {
      await client.query('SELECT id FROM customer WHERE lower(email) = $1', [`mail${n}@example.com`])
    })
    await times(
      5,
      async (n) => await client.query('SELECT name FROM customer WHERE id::text = $1', [String(n)]),
    )
    await times(6, async (n) => {
      await client.query(
        'SELECT id, total FROM purchase WHERE state = $1 AND made > $2 ORDER BY made LIMIT 10',
        ['open', `2026-01-0${n + 1}`],
      )
    })
    await times(
      5,
      async (n) => await client.query('SELECT id FROM "Odd Name" WHERE "Order" = $1', [`key ${n}`]),
    )
    await times(3, async () => {
      await client.query(`SELECT c.name, sum(p.total), count(*), pg_sleep(0.25) FROM purchase p JOIN customer c ON c.id = p.customer_id
        WHERE c.id < 500 GROUP BY c.name ORDER BY 2 DESC LIMIT 3`)
    })
    const arms = Array.from({ length: 9 }, (_, n) => `(state = 'x${n}' AND total = ${n})`)
    await client.query(`SELECT id FROM purchase WHERE ${arms.join(' OR ')}`)
    await client.query(
      `SELECT total FROM purchase WHERE made > timestamp '2026-01-02' - interval '2 hours' LIMIT 1`,
    )
    await times(120, async () => await client.query('SELECT state, count(*) FROM purchase GROUP BY state'))
    await times(
      3,
      async () => await client.query('SELECT note, id FROM purchase ORDER BY note, total OFFSET 0'),
    )
    await client.query('SET ROLE "Reporter"; SELECT state, id FROM purchase ORDER BY state, note; RESET ROLE')
  }

  const ofKind = (kind: string, text: RegExp): Finding => {
    const found = findings.find(
      (finding) => finding.kind === kind && text.test(textOf.get(finding.subject?.name ?? '') ?? ''),
    )
    if (!found) {
      const seen = findings.map((finding) => `${finding.kind}: ${textOf.get(finding.subject?.name ?? '')}`)
      throw new Error(`No ${kind} about ${text} among:\n${seen.join('\n')}`)
    }
    return found
  }
  /** The server takes it: what is proposed and rewritten is SQL that can be run. */
  const accepted = async (sql: string): Promise<void> => {
    await client.query(`PREPARE pitwall_check AS ${sql}`)
    await client.query('DEALLOCATE pitwall_check')
  }

  test('N+1, with the join that replaces it', async () => {
    const finding = ofKind('n-plus-one', /FROM purchase_line/)
    expect(finding.title).toBe('N+1: purchase_line is asked by purchase_id for each row of purchase')
    expect(finding.evidence).toContainEqual({ label: 'Lookups a run', value: '3' })
    const sql = finding.rewrite?.sql ?? ''
    await accepted(sql)
    const joined = await client.query({ text: sql, values: [7, 3], rowMode: 'array' })
    const apart = await client.query(
      `SELECT l.product FROM (SELECT id FROM purchase WHERE customer_id = 7 ORDER BY made LIMIT 3) p
        LEFT JOIN purchase_line l ON l.purchase_id = p.id`,
    )
    expect(joined.rows.length).toBe(apart.rows.length)
  })

  test('deep OFFSET, with the keyset form of this very statement', async () => {
    const finding = ofKind('deep-offset', /OFFSET \$1/)
    const sql = finding.rewrite?.sql ?? ''
    expect(sql).toContain('made <= $1 AND (made < $1 OR (made = $1 AND id > $3))')
    expect(sql).not.toMatch(/OFFSET/i)
    await accepted(sql)
    const page = await client.query<{ id: number; made: string }>(
      'SELECT id, made::text FROM purchase ORDER BY made DESC, id OFFSET 40 LIMIT 20',
    )
    const before = await client.query<{ id: number; made: string }>(
      'SELECT id, made::text FROM purchase ORDER BY made DESC, id OFFSET 39 LIMIT 1',
    )
    const keyset = await client.query<{ id: number }>(sql, [before.rows[0]?.made, 20, before.rows[0]?.id])
    expect(keyset.rows.map(({ id }) => id)).toEqual(page.rows.map(({ id }) => id))
    expect(finding.proposals[0]?.sql).toBe('CREATE INDEX CONCURRENTLY ON public.purchase (made DESC, id)')
  })

  test('a star that reads what is wider than the row', () => {
    expect(ofKind('select-star-wide', /FROM document/)).toMatchObject({
      title: expect.stringMatching(/^SELECT \* reads body: 9\d(\.\d+)? % of each row of document$/),
      rewrite: { sql: 'SELECT id, title\nFROM document …' },
    })
  })

  test('a list without a LIMIT', () => {
    expect(ofKind('missing-limit', /^SELECT id, total FROM purchase$/).title).toBe(
      'It returns 60,000 rows each time, without a LIMIT',
    )
  })

  test('a function on an indexed column, with the index on the expression', () => {
    expect(ofKind('function-on-indexed-column', /lower/).proposals).toMatchObject([
      { sql: 'CREATE INDEX CONCURRENTLY ON public.customer ((lower(email)))' },
    ])
  })

  test('a cast on an indexed column', () => {
    expect(ofKind('cast-on-column', /id::text/).title).toMatch(/^customer.id is cast to text/)
  })

  test('the missing index, its equal column first; odd names survive', async () => {
    const [proposal] = ofKind('missing-index', /state = \$1/).proposals
    expect(proposal?.sql).toBe('CREATE INDEX CONCURRENTLY ON public.purchase (state, made)')
    const odd = ofKind('missing-index', /Odd Name/).proposals[0]?.sql ?? ''
    expect(odd).toBe('CREATE INDEX CONCURRENTLY ON public."Odd Name" ("Order")')
    await client.query(odd)
  })

  test('a repeated aggregate, with a materialised view where the text has no constants', () => {
    const finding = ofKind('repeated-aggregate', /sum\(p\.total\)/)
    // Constants are gone from the text: nothing can be offered to run as it is.
    expect(finding.proposals).toEqual([])
    expect(finding.rewrite?.sql).toMatch(/^CREATE MATERIALIZED VIEW purchase_customer_summary AS/)
    expect(finding.rewrite?.note).toMatch(/write them in place/)
  })

  test('alternatives that have grown out of hand', () => {
    expect(ofKind('many-alternatives', /FROM purchase WHERE/).title).toBe(
      'It compares with 9 alternatives joined by OR',
    )
  })

  test('a sort that spills, with the memory that would hold it', async () => {
    const finding = ofKind('spill', /ORDER BY note/)
    const setting = /SET work_mem = '(\d+)MB'/.exec(finding.proposals[0]?.sql ?? '')?.[1]
    expect(Number(setting)).toBeGreaterThan(1)
    await client.query('BEGIN')
    await client.query(`SET LOCAL work_mem = '${setting}MB'`)
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT note, id FROM purchase ORDER BY note, total OFFSET 0',
    )
    await client.query('ROLLBACK')
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/quicksort\s+Memory/)
  })

  test('the memory is for the role that runs the statement, not for the one that looks', () => {
    const finding = ofKind('spill', /ORDER BY state, note/)
    expect(finding.proposals).toMatchObject([
      { sql: expect.stringMatching(/^ALTER ROLE "Reporter" SET work_mem/) },
    ])
  })

  test('the same question over and over, with what a cache would save', () => {
    const finding = ofKind('repeated-reads', /GROUP BY state/)
    expect(finding.title).toMatch(/asked/)
    expect(finding.evidence.map(({ label }) => label)).toEqual([
      'Saved an hour at a TTL of 1 s',
      'Saved an hour at a TTL of 1 min',
      'Saved an hour at a TTL of 10 min',
    ])
  })

  test('a literal with its type in front is read as a cast, so that the statement can be planned', async () => {
    const text = [...textOf.values()].find((query) => query.startsWith('SELECT total FROM purchase'))
    expect(text).toContain('made > $1::timestamp - $2::interval')
    await accepted(text ?? '')
  })

  test('a lookup by its index shows nothing', () => {
    const quiet = findings.filter(({ subject }) =>
      textOf.get(subject?.name ?? '')?.startsWith('SELECT id, state, total FROM purchase'),
    )
    expect(quiet.map(({ kind }) => kind)).toEqual([])
  })
})

async function times(count: number, run: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n++) await run(n)
}
