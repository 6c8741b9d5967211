import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findColumn, findIndex, findTable } from '#main/postgres/schema/find.ts'
import { readSchema, type ReadSchemaOptions } from '#main/postgres/schema/read-schema.ts'
import type { Schema, Table } from '#main/postgres/schema/schema.ts'
import { withSession } from '#main/postgres/session/session.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const setUp = `
  CREATE SCHEMA "Sales";
  CREATE DOMAIN email AS varchar(200);
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TABLE "Sales"."Order" (
    "Id" bigint PRIMARY KEY, account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
    status text NOT NULL, mail email, feeling mood, payload jsonb, raw json, tags text[], blob json[], place point,
    bytes text COLLATE "C", made timestamptz NOT NULL, note text
  ) WITH (fillfactor = 80);
  INSERT INTO "Sales"."Order" SELECT n, n % 1000 + 1, CASE WHEN n % 100 = 0 THEN 'open' ELSE 'done' END,
    'a' || n, 'good', '{}', NULL, ARRAY['x'], NULL, NULL, 'b' || n, timestamptz '2024-01-01' + n * interval '1 minute',
    CASE WHEN n % 4 = 0 THEN 'n' END
    FROM generate_series(1, 20000) n;
  CREATE INDEX by_status ON "Sales"."Order" (status, made DESC NULLS LAST) INCLUDE (account_id) WHERE note IS NULL AND (status <> 'where (');
  CREATE INDEX "By Mail" ON "Sales"."Order" (lower(mail) text_pattern_ops, "Id");
  CREATE INDEX by_payload ON "Sales"."Order" USING gin (payload jsonb_path_ops);
  CREATE UNIQUE INDEX by_bytes ON "Sales"."Order" (bytes COLLATE "POSIX", bytes);
  ALTER TABLE "Sales"."Order" REPLICA IDENTITY USING INDEX "Order_pkey";
  ALTER TABLE "Sales"."Order" CLUSTER ON by_bytes;
  CREATE TABLE child (a int, b text);
  ALTER TABLE child ADD CONSTRAINT late FOREIGN KEY (a) REFERENCES account NOT VALID;
  INSERT INTO event SELECT date '2024-06-01' + n % 400, 'k' || n % 3 FROM generate_series(1, 1000) n;
  CREATE INDEX event_at ON event (at);
  CREATE VIEW "Sales".orders AS SELECT * FROM "Sales"."Order";
  CREATE FUNCTION slug(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
  GRANT USAGE ON SCHEMA "Sales" TO visitor;
  VACUUM ANALYZE;
`

const table = (schema: Schema, name: string, inSchema?: string): Table => {
  const found = findTable(schema, name, inSchema)
  if (!found) throw new Error(`no ${name}`)
  return found
}

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version)
    for (const statement of setUp.split(';\n')) await server.admin.query(statement)
    // A session's counters are seen at once by others only when it says so.
    await server.admin.query('SELECT pg_stat_force_next_flush()')
  })

  afterAll(async () => {
    await server.stop()
  })

  const read = async (options?: ReadSchemaOptions, user?: string): Promise<Schema> =>
    await withSession(
      server.target('open', user),
      timeouts,
      undefined,
      async (session) => await readSchema(session, options),
    )

  test('tables, columns and their statistics', async () => {
    const schema = await read()
    expect(schema.serverVersion).toMatch(new RegExp(`^${version}`))
    expect(schema).toMatchObject({
      database: 'postgres',
      searchPath: ['public'],
      isStandby: false,
      replicas: 0,
      missing: [],
      blockSize: 8192,
    })
    expect(schema.functions).toMatchObject({
      slug: 'immutable',
      lower: 'immutable',
      now: 'stable',
      random: 'volatile',
      date_trunc: 'stable',
      writes: 'volatile',
    })
    const order = table(schema, 'Order', 'Sales')
    expect(findTable(schema, 'Order')).toBeUndefined()
    expect(order).toMatchObject({
      kind: 'table',
      rows: 20_000,
      options: { fillfactor: '80' },
      allVisibleShare: 1,
    })
    expect(order.pages).toBeGreaterThan(100)
    expect(findColumn(order, 'status')).toMatchObject({
      number: 3,
      type: 'text',
      baseType: 'text',
      notNull: true,
      statistics: {
        distinct: 2,
        nullShare: 0,
        common: [{ value: 'done', share: expect.closeTo(0.99, 2) as unknown }, { value: 'open' }],
      },
    })
    expect(findColumn(order, 'Id')?.statistics).toMatchObject({
      distinct: 20_000,
      correlation: 1,
      averageWidth: 8,
    })
    expect(findColumn(order, 'Id')?.statistics?.histogram).toHaveLength(11)
    expect(findColumn(order, 'note')?.statistics?.nullShare).toBeCloseTo(0.75, 1)
    expect(findColumn(order, 'mail')).toMatchObject({
      type: 'email',
      baseType: 'varchar',
      indexable: { btree: true, gin: false },
    })
    expect(findColumn(order, 'feeling')).toMatchObject({
      baseType: 'mood',
      indexable: { btree: true, hash: true },
    })
    expect(findColumn(order, 'payload')).toMatchObject({ indexable: { btree: true, gin: true, gist: false } })
    expect(findColumn(order, 'raw')).toMatchObject({ indexable: { btree: false, gin: false } })
    expect(findColumn(order, 'tags')).toMatchObject({ indexable: { btree: true, gin: true } })
    expect(findColumn(order, 'blob')).toMatchObject({ indexable: { btree: false } })
    expect(findColumn(order, 'place')).toMatchObject({ indexable: { btree: false, gist: true } })
    expect(findColumn(order, 'bytes')).toMatchObject({ collation: 'C', collatesBytewise: true })
    expect(findColumn(order, 'status')?.collation).toBeUndefined()
    expect(order.writes).toMatchObject({ inserted: 20_000, updated: 0 })
    expect(order.writes?.lastVacuum).toBeGreaterThan(1_700_000_000_000)
    expect(table(schema, 'orders', 'Sales')).toMatchObject({
      kind: 'view',
      rows: undefined,
      writes: undefined,
    })
    expect(findTable(schema, 'pg_class', 'pg_catalog')).toBeUndefined()
  })

  test('indexes', async () => {
    const schema = await read()
    const order = table(schema, 'Order', 'Sales')
    expect(findIndex(schema, 'by_status', 'Sales')?.index).toMatchObject({
      accessMethod: 'btree',
      isUnique: false,
      isValid: true,
      isReady: true,
      constraint: undefined,
      scans: 0,
      keys: [
        {
          column: 'status',
          descending: false,
          nullsFirst: false,
          operatorClass: undefined,
          collation: undefined,
        },
        { column: 'made', descending: true, nullsFirst: false },
      ],
      include: ['account_id'],
      predicate: `(note IS NULL) AND (status <> 'where ('::text)`,
    })
    expect(findIndex(schema, 'By Mail', 'Sales')?.index.keys).toMatchObject([
      { column: undefined, text: 'lower((mail)::text)', operatorClass: 'text_pattern_ops' },
      { column: 'Id', text: '"Id"' },
    ])
    expect(findIndex(schema, 'by_payload', 'Sales')?.index).toMatchObject({
      accessMethod: 'gin',
      keys: [{ operatorClass: 'jsonb_path_ops' }],
    })
    expect(findIndex(schema, 'by_bytes', 'Sales')?.index).toMatchObject({
      isUnique: true,
      isClustered: true,
      keys: [{ collation: 'POSIX' }, { collation: undefined }],
    })
    expect(order.indexes[0]).toMatchObject({
      isPrimary: true,
      constraint: 'Order_pkey',
      isReplicaIdentity: true,
    })
    expect(order.indexes.every(({ sizeBytes }) => (sizeBytes ?? 0) >= 8192)).toBe(true)
  })

  test('foreign keys, partitions', async () => {
    const schema = await read()
    expect(table(schema, 'Order', 'Sales').foreignKeys).toMatchObject([
      {
        columns: ['account_id'],
        referencedTable: 'account',
        referencedColumns: ['id'],
        onDelete: 'cascade',
        onUpdate: 'no action',
        isValidated: true,
      },
    ])
    expect(table(schema, 'child').foreignKeys).toMatchObject([{ name: 'late', isValidated: false }])
    expect(findIndex(schema, 'account_pkey', 'public')?.index.supportsForeignKeys).toEqual([
      'Order_account_id_fkey',
      'late',
    ])
    const event = table(schema, 'event')
    expect(event).toMatchObject({
      kind: 'partitioned table',
      partitionKey: ['at'],
      rows: 1000,
      writes: { inserted: 1000 },
    })
    expect(findColumn(event, 'kind')?.statistics?.distinct).toBe(3)
    expect(table(schema, 'event_2024').parent).toBe(event.oid)
    expect(table(schema, 'event_2024').indexes[0]?.parent).toBe(event.indexes[0]?.oid)
  })

  test('named tables, with all their values', async () => {
    const schema = await read({ tables: ['Order', 'event'] })
    expect(schema.tables.map(({ name }) => name)).toEqual(['Order', 'event', 'event_2024', 'event_2025'])
    expect(findColumn(table(schema, 'Order', 'Sales'), 'Id')?.statistics).toMatchObject({
      isShortened: false,
    })
    expect(findColumn(table(schema, 'Order', 'Sales'), 'Id')?.statistics?.histogram).toHaveLength(101)
    expect((await read({ tables: [] })).tables).toEqual([])
  })

  test('a role without rights', async () => {
    const schema = await read({}, 'visitor')
    const order = table(schema, 'Order', 'Sales')
    expect(order.columns).toHaveLength(13)
    expect(order.indexes).toHaveLength(5)
    expect(order.columns.every(({ statistics }) => statistics === undefined)).toBe(true)
    expect(findColumn(order, 'Id')?.width).toBe(8)
    expect(order.writes?.inserted).toBe(20_000)
  })

  test('a table that is being rebuilt keeps nobody waiting', async () => {
    const locker = new Client(server.url)
    await locker.connect()
    try {
      await locker.query(
        'BEGIN; LOCK TABLE "Sales"."Order" IN ACCESS EXCLUSIVE MODE; LOCK TABLE account IN ACCESS EXCLUSIVE MODE',
      )
      await locker.query('REINDEX TABLE "Sales"."Order"')
      const schema = await read()
      expect(schema.missing).toMatchObject([{ part: 'indexes' }, { part: 'index sizes' }])
      expect(table(schema, 'Order', 'Sales')).toMatchObject({ isLocked: true, indexes: [], rows: 20_000 })
      expect(table(schema, 'child').isLocked).toBe(false)
    } finally {
      await locker.end()
    }
  })
})
