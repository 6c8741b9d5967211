import { describe, expect, test } from 'vitest'
import { schemaOf, table, withIndex, withStatistics } from '../../schema/schema.test-support.ts'
import type { Schema } from '../../schema/schema.ts'
import { shapesOfSql } from '../../statement/shape/shape-of.ts'
import { candidateKey, type Candidate } from '../candidate.ts'
import { createIndexSql } from '../definition.ts'
import { candidatesFor, servingIndex } from './index.ts'

const columns = [
  'id int8 !',
  'account_id int8 !',
  'status text !',
  'total numeric',
  'created_at timestamptz !',
  'paid bool !',
  'day timestamp',
  'payload jsonb',
  'tags _text',
  'words tsvector',
  'email text',
  'name varchar',
  'deleted_at timestamptz',
  'note text',
]
const shop = (given: Partial<Schema> = {}): Schema =>
  schemaOf(
    [
      withStatistics(
        withStatistics(
          withStatistics(table('orders', columns), 'status', {
            distinct: 4,
            averageWidth: 6,
            common: [
              { value: 'done', share: 0.9 },
              { value: 'open', share: 0.02 },
            ],
          }),
          'deleted_at',
          { nullShare: 0.99 },
        ),
        'note',
        { averageWidth: 900, distinct: 1_000_000 },
      ),
      withStatistics(
        withStatistics(table('account', ['id int8 !', 'email text', 'region text']), 'id', {
          distinct: 1_000_000,
        }),
        'region',
        { distinct: 8 },
      ),
      table('Line Item', ['Id int8 !', 'Order int8 !'], { schema: 'Shop' }),
    ],
    given,
  )

const candidates = async (sql: string | string[], schema = shop(), maxWidth = 3): Promise<Candidate[]> => {
  const texts = typeof sql === 'string' ? [sql] : sql
  const results = await shapesOfSql(texts, schema)
  const shapes = results.flatMap((result, place) =>
    'shape' in result ? [{ queryId: `q${place}`, shape: result.shape }] : [],
  )
  return candidatesFor(shapes, schema, { maxWidth })
}
const texts = (found: readonly Candidate[]): string[] =>
  found.map((candidate) =>
    createIndexSql(candidate, { concurrently: false })
      .replace('CREATE INDEX ON public.', '')
      .replace('CREATE INDEX ON ', ''),
  )
const told = async (...given: Parameters<typeof candidates>): Promise<string[]> =>
  texts(await candidates(...given))

describe('btree', () => {
  test('equality before range', async () => {
    const found = await told('SELECT * FROM orders WHERE status = $1 AND created_at > $2')
    expect(found).toEqual([
      'orders (status)',
      'orders (created_at)',
      'orders (status, created_at)',
      'orders (created_at, status)',
    ])
  })

  test('an order behind the filter, also where directions are mixed', async () => {
    expect(
      await told('SELECT * FROM orders WHERE account_id = $1 ORDER BY created_at DESC LIMIT 10'),
    ).toContain('orders (account_id, created_at)')
    expect(await told('SELECT * FROM orders ORDER BY created_at DESC, total')).toContain(
      'orders (created_at, total DESC NULLS LAST)'.replace(' NULLS LAST', ''),
    )
    expect(await told('SELECT * FROM orders ORDER BY total NULLS FIRST')).toContain(
      'orders (total NULLS FIRST)',
    )
    expect(await told('SELECT * FROM orders ORDER BY created_at NULLS FIRST')).toContain(
      'orders (created_at)',
    )
    expect(
      await told(
        'SELECT * FROM orders WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 10',
      ),
    ).toContain('orders (created_at, id)')
  })

  test('joins: the column alone, before and behind the filter; from inside of subqueries', async () => {
    const found = await told(
      `SELECT o.note FROM account a JOIN orders o ON o.account_id = a.id WHERE a.region = $1 AND o.status = $2`,
    )
    expect(found).toEqual(
      expect.arrayContaining([
        'orders (account_id)',
        'orders (status, account_id)',
        'orders (account_id, status)',
        'account (id)',
        'account (region)',
        'account (region, id)',
        'account (region) INCLUDE (id)',
      ]),
    )
    const inside = await told(
      'SELECT s.id FROM (SELECT * FROM orders) s WHERE s.status = $1 AND EXISTS (SELECT 1 FROM account a WHERE a.id = s.account_id AND a.region = $2)',
    )
    expect(inside).toEqual(
      expect.arrayContaining(['orders (status)', 'orders (status, account_id)', 'account (region, id)']),
    )
  })

  test('grouping and DISTINCT and min', async () => {
    expect(await told('SELECT status, sum(total) FROM orders GROUP BY status')).toEqual(
      expect.arrayContaining(['orders (status)', 'orders (status) INCLUDE (total)']),
    )
    expect(await told('SELECT DISTINCT account_id FROM orders')).toContain('orders (account_id)')
    expect(await told('SELECT max(created_at) FROM orders')).toContain('orders (created_at)')
  })

  test('covering where it is narrow; never of a table that is written or locked', async () => {
    expect(await told('SELECT total FROM orders WHERE account_id = $1')).toContain(
      'orders (account_id) INCLUDE (total)',
    )
    for (const sql of [
      'SELECT * FROM orders WHERE account_id = $1',
      'SELECT note FROM orders WHERE account_id = $1',
      'SELECT total FROM orders WHERE account_id = $1 FOR UPDATE',
      'DELETE FROM orders WHERE account_id = $1 RETURNING total',
    ]) {
      expect((await told(sql)).filter((text) => text.includes('INCLUDE'))).toEqual([])
    }
  })

  test('expressions, only immutable ones', async () => {
    expect(await told('SELECT * FROM orders WHERE lower(email) = $1')).toEqual(['orders ((lower(email)))'])
    expect(await told(`SELECT * FROM orders WHERE payload ->> 'kind' = $1 AND account_id = $2`)).toContain(
      `orders ((payload ->> 'kind'), account_id)`,
    )
    expect(await told(`SELECT * FROM orders WHERE date_trunc('day', day) = $1`)).toEqual([
      `orders ((date_trunc('day', day)))`,
    ])
    expect(await told(`SELECT * FROM orders WHERE date_trunc('day', created_at) = $1`)).toEqual([])
    expect(await told(`SELECT * FROM orders WHERE created_at::date = $1`)).toEqual([])
    expect(await told(`SELECT * FROM orders WHERE (created_at AT TIME ZONE 'utc')::date = $1`)).toEqual([])
    expect(await told(`SELECT * FROM orders WHERE (payload ->> 'n')::int = 5`)).toEqual([
      `orders (((payload ->> 'n')::int4))`,
    ])
    expect(await told(`SELECT * FROM orders WHERE unknown_function(email) = 5`)).toEqual([])
  })

  test('the beginning of a text', async () => {
    expect(await told(`SELECT * FROM orders WHERE email LIKE 'x%'`)).toEqual([
      'orders (email text_pattern_ops)',
    ])
    expect(await told(`SELECT * FROM orders WHERE name LIKE 'x%'`)).toEqual([
      'orders (name varchar_pattern_ops)',
    ])
    expect(await told(`SELECT * FROM orders WHERE lower(email) LIKE 'x%'`)).toEqual([
      'orders ((lower(email)) text_pattern_ops)',
    ])
  })

  test('arms of OR, each for itself', async () => {
    expect(await told('SELECT note FROM orders WHERE account_id = $1 OR email = $2')).toEqual([
      'orders (account_id)',
      'orders (email)',
    ])
  })

  test('quoted names', async () => {
    expect(await told('SELECT "Id" FROM "Shop"."Line Item" WHERE "Order" = $1')).toEqual([
      '"Shop"."Line Item" ("Order")',
      '"Shop"."Line Item" ("Order") INCLUDE ("Id")',
    ])
  })
})

describe('partial', () => {
  test('constants that are rare; never parameters', async () => {
    const found = await told(`SELECT note FROM orders WHERE status = 'open' AND created_at > $1`)
    expect(found).toContain(`orders (created_at) WHERE status = 'open'`)
    expect(
      (await told(`SELECT note FROM orders WHERE status = 'done' AND created_at > $1`)).join(),
    ).not.toContain('WHERE')
    expect(
      (await told(`SELECT note FROM orders WHERE status = $2 AND created_at > $1`)).join(),
    ).not.toContain('WHERE')
    expect(
      (await told(`SELECT note FROM orders WHERE (status = 'open' OR total > 5) AND created_at > $1`)).join(),
    ).not.toContain('WHERE')
  })

  test('flags and nulls', async () => {
    expect(await told('SELECT note FROM orders WHERE NOT paid AND account_id = $1')).toContain(
      'orders (account_id) WHERE NOT paid',
    )
    expect(await told('SELECT note FROM orders WHERE deleted_at IS NOT NULL AND account_id = $1')).toContain(
      'orders (account_id) WHERE deleted_at IS NOT NULL',
    )
    expect(
      (await told('SELECT note FROM orders WHERE deleted_at IS NULL AND account_id = $1')).join(),
    ).not.toContain('WHERE')
  })
})

describe('other access methods', () => {
  const withTrigrams = shop({ extensions: [{ name: 'pg_trgm', version: '1.6', schema: 'ext' }] })
  test.each([
    [`payload @> '{"a": 1}'`, ['orders USING gin (payload jsonb_path_ops)', 'orders USING gin (payload)']],
    [`payload ? 'a'`, ['orders USING gin (payload)']],
    [`tags @> ARRAY['x']`, ['orders USING gin (tags)']],
    [`'x' = ANY (tags)`, []],
    [`words @@ to_tsquery('x')`, ['orders USING gin (words)']],
    [
      `to_tsvector('english', email) @@ to_tsquery('x')`,
      [`orders USING gin ((to_tsvector('english', email)))`],
    ],
    [`to_tsvector(email) @@ to_tsquery('x')`, []],
    [`email ILIKE '%x%'`, []],
  ])('%s', async (condition, expected) => {
    expect(await told(`SELECT * FROM orders WHERE ${condition}`)).toEqual(expected)
  })

  test('trigrams where the extension is', async () => {
    expect(await told(`SELECT * FROM orders WHERE email ILIKE '%x%'`, withTrigrams)).toEqual([
      'orders USING gin (email ext.gin_trgm_ops)',
    ])
  })

  test('BRIN for a large table in order', async () => {
    const log = withStatistics(table('log', ['at timestamptz !', 'what text'], { pages: 100_000 }), 'at', {
      correlation: 1,
    })
    expect(await told('SELECT * FROM log WHERE at > $1', schemaOf([log]))).toContain('log USING brin (at)')
    expect((await told('SELECT * FROM orders WHERE created_at > $1')).join()).not.toContain('brin')
  })
})

describe('together', () => {
  test('what an index serves already', async () => {
    const schema = shop()
    const [orders] = schema.tables
    if (!orders) throw new Error('no orders')
    withIndex(orders, 'by_status', ['status', 'created_at', 'total DESC'])
    const found = await candidates('SELECT * FROM orders WHERE status = $1 AND created_at > $2', schema)
    expect(found.map((candidate) => servingIndex(candidate, orders)?.name)).toEqual([
      'by_status',
      undefined,
      'by_status',
      undefined,
    ])
    withIndex(orders, 'lowered', ['(lower(email))'])
    const [lowered] = await candidates('SELECT * FROM orders WHERE lower(email) = $1', schema)
    expect(lowered && servingIndex(lowered, orders)?.name).toBe('lowered')
  })

  test('shared by several queries; the same twice; no two alike; not too wide', async () => {
    const sql = [
      'SELECT total FROM orders WHERE account_id = $1',
      'SELECT paid FROM orders WHERE account_id = $1',
      'SELECT id FROM orders WHERE account_id = $1 AND status = $2 AND created_at > $3 ORDER BY created_at',
      `SELECT o.status, count(*) FROM orders o JOIN account a ON a.id = o.account_id WHERE a.region IN ('a', 'b') AND o.total > 5 GROUP BY 1`,
    ]
    const found = await candidates(sql)
    const shared = found.find(
      (candidate) => texts([candidate])[0] === 'orders (account_id) INCLUDE (total, paid)',
    )
    expect(shared?.queryIds).toEqual(['q0', 'q1'])
    expect(texts(found)).toEqual(await told(sql))
    expect(new Set(found.map(candidateKey)).size).toBe(found.length)
    expect(found.every(({ key }) => key.length <= 3)).toBe(true)
    expect((await candidates(sql, shop(), 1)).every(({ key }) => key.length === 1)).toBe(true)
  })

  test('tables that can have none: views, tiny ones, locked ones', async () => {
    const schema = schemaOf([
      table('tiny', ['a int4'], { pages: 1, rows: 20 }),
      table('busy', ['a int4'], { isLocked: true }),
      table('v', ['a int4'], { kind: 'view' }),
      table('fresh', ['a int4'], { pages: 0, rows: undefined }),
    ])
    expect(
      await told(
        [
          'SELECT * FROM tiny WHERE a = 1',
          'SELECT * FROM busy WHERE a = 1',
          'SELECT * FROM v WHERE a = 1',
          'SELECT * FROM fresh WHERE a = $1',
        ],
        schema,
      ),
    ).toEqual(['fresh (a)'])
  })
})
