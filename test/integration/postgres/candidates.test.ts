import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { candidatesFor } from '#main/postgres/advisor/candidates/index.ts'
import { createIndexSql } from '#main/postgres/advisor/definition.ts'
import { findDrops, findMissingForeignKeyIndexes } from '#main/postgres/advisor/drops/index.ts'
import { readSchema } from '#main/postgres/schema/read-schema.ts'
import type { Schema } from '#main/postgres/schema/schema.ts'
import { withSession } from '#main/postgres/session/session.ts'
import { shapesOfSql } from '#main/postgres/statement/shape/shape-of.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const setUp = `
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE TYPE mood AS ENUM ('good', 'bad', 'awful');
  CREATE TABLE "Order" (
    id int PRIMARY KEY, "Account" int NOT NULL REFERENCES account, status varchar(20) NOT NULL, feeling mood, paid bool,
    total numeric, "from" timestamptz NOT NULL, day date, at timestamp, payload jsonb, tags text[], words tsvector,
    mail text, code char(4), span tsrange, note text);
  INSERT INTO "Order" SELECT n, n % 1000 + 1, CASE WHEN n % 50 = 0 THEN 'open' ELSE 'done' END,
    CASE WHEN n % 40 = 0 THEN 'bad' ELSE 'good' END::mood, n % 30 = 0, n, timestamptz '2024-01-01' + n * interval '1 minute',
    date '2024-01-01' + n % 700, timestamp '2024-01-01' + n * interval '1 minute', jsonb_build_object('kind', n % 100, 'a', n),
    ARRAY['t' || n % 100], to_tsvector('simple', 'word' || n % 100), 'm' || n || '@example.com', 'c' || n % 100,
    tsrange(timestamp '2024-01-01' + n * interval '1 minute', timestamp '2024-01-02' + n * interval '1 minute'),
    CASE WHEN n % 100 = 0 THEN 'note' END
    FROM generate_series(1, 30000) n;
  CREATE INDEX unused ON "Order" (day, total);
  CREATE INDEX twice ON "Order" (id);
  CREATE INDEX shorter ON "Order" ("from");
  CREATE INDEX longer ON "Order" ("from", id);
`

/** Each with whether the server's plan has to use one of what is proposed for it alone. */
const queries: [sql: string, isUsed: boolean][] = [
  [`SELECT * FROM "Order" WHERE status = 'open' AND "from" > '2024-01-20'`, true],
  [`SELECT * FROM "Order" WHERE lower(mail) = 'm77@example.com'`, true],
  [`SELECT * FROM "Order" WHERE mail LIKE 'm777%'`, true],
  [`SELECT * FROM "Order" WHERE status LIKE 'op%n' AND code LIKE 'c77%'`, true],
  [`SELECT * FROM "Order" WHERE mail ILIKE '%777@%'`, true],
  [`SELECT * FROM "Order" WHERE payload ->> 'kind' = '7' AND total < 500`, true],
  [`SELECT * FROM "Order" WHERE (payload ->> 'a')::int = 77`, true],
  [`SELECT * FROM "Order" WHERE payload @> '{"kind": 7}'`, true],
  [`SELECT * FROM "Order" WHERE tags @> ARRAY['t7'] OR words @@ to_tsquery('simple', 'word7')`, true],
  [`SELECT * FROM "Order" WHERE to_tsvector('english', mail) @@ plainto_tsquery('english', 'm77')`, true],
  [`SELECT * FROM "Order" WHERE feeling = 'bad' AND paid AND note IS NOT NULL`, true],
  [`SELECT * FROM "Order" WHERE date_trunc('day', at) = '2024-01-05' AND extract(year FROM at) = 2024`, true],
  [`SELECT * FROM "Order" WHERE ("from" AT TIME ZONE 'Europe/Berlin') = '2024-01-05 12:00'`, true],
  [
    `SELECT * FROM "Order" WHERE date_trunc('day', "from") = '2024-01-05' OR "from"::date = '2024-01-06'`,
    false,
  ],
  [`SELECT * FROM "Order" WHERE coalesce(total, 0) = 12 AND (total + id) > 5`, true],
  [`SELECT * FROM "Order" WHERE span && tsrange('2024-01-05', '2024-01-05 00:10')`, true],
  [`SELECT * FROM "Order" ORDER BY day DESC NULLS LAST, total LIMIT 10`, true],
  [
    `SELECT DISTINCT ON ("Account") * FROM "Order" WHERE "Account" IN (5, 6) ORDER BY "Account", "from" DESC`,
    true,
  ],
  [
    `SELECT o.id, a.name FROM account a JOIN "Order" o ON o."Account" = a.id WHERE a.big = 9007199254740999 AND o.status = 'open'`,
    true,
  ],
  [
    `SELECT status, count(*) FROM "Order" WHERE day BETWEEN '2024-02-01' AND '2024-02-02' GROUP BY status`,
    true,
  ],
  [
    `SELECT name FROM account a WHERE EXISTS (SELECT FROM "Order" o WHERE o."Account" = a.id AND o.code = 'c7') AND big > 0`,
    true,
  ],
  [
    `SELECT * FROM (SELECT *, rank() OVER (PARTITION BY "Account" ORDER BY total DESC) r FROM "Order") s WHERE r = 1`,
    true,
  ],
  [`UPDATE "Order" SET note = 'x' WHERE ("Account", status) = (7, 'open')`, true],
  [`SELECT max(total) FROM "Order" WHERE "Account" = 7`, true],
]

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer
  let schema: Schema

  beforeAll(async () => {
    server = await startTestServer(version)
    await server.admin.query(setUp)
    await server.admin.query('VACUUM ANALYZE')
    await server.admin.query('SELECT pg_stat_force_next_flush()')
    schema = await withSession(
      server.target(),
      timeouts,
      undefined,
      async (session) => await readSchema(session),
    )
  })

  afterAll(async () => {
    await server.stop()
  })

  test('the server takes every candidate, and uses one for each query that it can be used for', async () => {
    const results = await shapesOfSql(
      queries.map(([sql]) => sql),
      schema,
    )
    const problems: string[] = []
    for (const [place, [sql, isUsed]] of queries.entries()) {
      const result = results[place]
      if (!result || !('shape' in result)) throw new Error(`${sql}: ${result?.reason}`)
      const found = candidatesFor([{ queryId: 'q', shape: result.shape }], schema, { maxWidth: 3 })
      await server.admin.query('BEGIN')
      const made = new Set<string>()
      for (const [number, candidate] of found.entries()) {
        const name = `proposed_${number}`
        await server.admin.query('SAVEPOINT one')
        await server.admin.query(createIndexSql(candidate, { name, concurrently: false })).then(
          () => made.add(name),
          async (error: unknown) => {
            problems.push(`${sql}: ${createIndexSql(candidate, { concurrently: false })}: ${String(error)}`)
            await server.admin.query('ROLLBACK TO one')
          },
        )
      }
      await server.admin.query('ANALYZE "Order"; SET LOCAL enable_seqscan = off')
      const { rows } = await server.admin.query<Record<string, unknown>>(`EXPLAIN (FORMAT JSON) ${sql}`)
      const uses = [...JSON.stringify(rows).matchAll(/"Index Name":"(\w+)"/g)].map((match) => match[1] ?? '')
      if (uses.some((name) => made.has(name)) !== isUsed)
        problems.push(`${sql}: uses ${uses.join() || 'nothing'} of ${made.size}`)
      await server.admin.query('ROLLBACK')
    }
    expect(problems).toEqual([])
  })

  test('what can go, and which foreign key lacks an index', () => {
    expect(
      findDrops(schema)
        .map(({ name, reason, coveredBy }) => `${name} ${reason} ${coveredBy}`)
        .toSorted(),
    ).toEqual([
      'longer unused null',
      'shorter unused null',
      'twice duplicate Order_pkey',
      'unused unused null',
    ])
    expect(findMissingForeignKeyIndexes(schema)).toMatchObject([
      { sql: 'CREATE INDEX CONCURRENTLY "Order_Account_idx" ON public."Order" ("Account")', rows: 30_000 },
    ])
  })
})
