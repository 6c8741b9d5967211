import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCatalogue } from '#main/postgres/index.ts'
import type { Catalogue } from '#shared/contract/postgres.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const named = (catalogue: Catalogue, name: string): Catalogue['relations'][number] | undefined =>
  catalogue.relations.find((relation) => relation.name === name)

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version)
    await server.admin.query('CREATE TABLE fresh (a int); CREATE MATERIALIZED VIEW m AS SELECT 1 AS one')
  })

  afterAll(async () => {
    await server.stop()
  })

  test('tables, columns and functions', async () => {
    const catalogue = await readCatalogue(server.target(), timeouts)
    expect(catalogue.serverVersion).toMatch(new RegExp(`^${version}`))
    expect(catalogue.searchPath).toEqual(['public'])
    const account = named(catalogue, 'account')
    expect(account).toMatchObject({ schema: 'public', kind: 'table', rows: 1000 })
    expect(account?.bytes).toBeGreaterThan(50_000)
    expect(account?.columns).toEqual([
      { name: 'id', type: 'integer', notNull: true },
      { name: 'big', type: 'bigint', notNull: true },
      { name: 'name', type: 'text', notNull: false },
      { name: 'opened', type: 'date', notNull: false },
      { name: 'tags', type: 'integer[]', notNull: false },
      { name: 'amount', type: 'numeric(12,2)', notNull: false },
    ])
    expect(named(catalogue, 'names')).toMatchObject({ kind: 'view', rows: -1, bytes: 0 })
    expect(named(catalogue, 'event')).toMatchObject({ kind: 'partitioned table' })
    expect(named(catalogue, 'm')).toMatchObject({ kind: 'materialized view' })
    expect(named(catalogue, 'fresh')).toMatchObject({ rows: -1 })
    expect(named(catalogue, 'pg_class')).toBeUndefined()
    expect(catalogue.functions).toEqual(
      expect.arrayContaining(['pure', 'writes', 'lower', 'count', 'row_number']),
    )
    expect(catalogue.functions).not.toContain('remember')
  })

  test('a role without rights sees the names', async () => {
    const catalogue = await readCatalogue(server.target('read-only', 'visitor'), timeouts)
    expect(named(catalogue, 'account')?.columns).toHaveLength(6)
  })

  test('a table that is locked does not keep anybody waiting', async () => {
    const locker = new Client(server.url)
    await locker.connect()
    await locker.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE')
    const catalogue = await readCatalogue(server.target(), timeouts)
    expect(named(catalogue, 'account')?.bytes).toBeGreaterThan(50_000)
    await locker.end()
  })
})
