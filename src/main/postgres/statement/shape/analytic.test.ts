import { describe, expect, test } from 'vitest'
import { schemaOf, table } from '../../schema/schema.test-support.ts'
import type { Operand, StatementShape } from './shape.ts'
import { shapeOfSql, tablesOf } from './shape-of.ts'

/** Statements in the shapes of the published decision-support benchmarks. */
const schema = schemaOf([
  table('sales', [
    'sold_date int4',
    'item int4',
    'customer int4',
    'store int4',
    'quantity int4',
    'price numeric',
    'profit numeric',
  ]),
  table('returns', ['returned_date int4', 'item int4', 'customer int4', 'amount numeric']),
  table('dates', ['id int4 !', 'year int4', 'month int4', 'day date']),
  table('store', ['id int4 !', 'name text', 'state text']),
  table('customer', ['id int4 !', 'name text', 'address int4']),
  table('item', ['id int4 !', 'brand text', 'category text', 'price numeric']),
])

const read = async (sql: string): Promise<StatementShape> => {
  const shape = await shapeOfSql(sql, schema)
  if (!shape) throw new Error('empty')
  return shape
}
const columnOf = (operand: Operand): string =>
  operand.kind === 'column'
    ? operand.column.name
    : `(${operand.text ?? operand.columns.map(({ name }) => name).join()})`
const conditions = (shape: StatementShape): string[] =>
  shape.blocks.map(
    ({ id, kind, conjuncts, joins }) =>
      `${id} ${kind}: ${[
        ...conjuncts.map((one) => ('operand' in one ? `${one.kind} ${columnOf(one.operand)}` : one.kind)),
        ...joins.map(({ left, right, operator }) => `${columnOf(left)} ${operator} ${columnOf(right)}`),
      ].join(', ')}`,
  )

describe('decision support', () => {
  test('a WITH query read twice, compared with an average over itself', async () => {
    const shape = await read(`
      WITH total AS (SELECT customer AS who, store AS shop, sum(amount) AS given FROM returns, dates, sales
        WHERE returned_date = dates.id AND year = 2000 GROUP BY customer, store)
      SELECT c.name FROM total one, store s, customer c
      WHERE one.given > (SELECT avg(given) * 1.2 FROM total other WHERE one.shop = other.shop)
        AND s.id = one.shop AND s.state = 'TN' AND one.who = c.id ORDER BY c.name LIMIT 100`)
    expect(conditions(shape)).toEqual([
      '0 outer: range given, equality state, id = shop, who = id',
      '1 cte: equality year, returned_date = id',
      '2 scalar: equality shop',
    ])
    expect(shape.blocks[1]).toMatchObject({ references: 2 })
    expect(shape.blocks[0]?.orderBy[0]?.operand).toMatchObject({ column: { source: 2, name: 'name' } })
  })

  test('arms of OR that have a join in common', async () => {
    const shape = await read(`
      SELECT sum(s.price) FROM sales s, item i WHERE
        (i.id = s.item AND i.brand = 'a' AND s.quantity BETWEEN 1 AND 11) OR (i.id = s.item AND i.brand = 'b' AND s.quantity BETWEEN 10 AND 20)`)
    expect(conditions(shape)).toEqual(['0 outer: or, id = item'])
  })

  test('UNION ALL of channels in FROM, grouped with ROLLUP, ranked', async () => {
    const shape = await read(`
      SELECT channel, brand, sum(amount), rank() OVER (PARTITION BY channel ORDER BY sum(amount) DESC)
      FROM (SELECT 'sold' AS channel, i.brand, price AS amount FROM sales s JOIN item i ON s.item = i.id WHERE s.sold_date BETWEEN 5 AND 9
        UNION ALL SELECT 'returned', i.brand, amount FROM returns r JOIN item i ON r.item = i.id WHERE r.returned_date > 5) x
      WHERE x.brand = 'b' GROUP BY ROLLUP (channel, brand) HAVING sum(amount) > 0 ORDER BY 1 NULLS FIRST`)
    expect(conditions(shape)).toEqual([
      '0 outer: equality brand',
      '1 subquery: ',
      '2 arm: between sold_date, item = id',
      '3 arm: range returned_date, item = id',
    ])
    expect(shape.blocks[0]?.groupBy).toHaveLength(2)
    expect(shape.blocks[1]?.setOperation).toEqual({ operator: 'union', all: true, arms: [2, 3] })
  })

  test('EXISTS or EXISTS, INTERSECT, CASE, GROUPING SETS, FILTER, a scalar in the list', async () => {
    const shape = await read(`
      SELECT c.id, CASE WHEN count(*) FILTER (WHERE s.price > 10) > 2 THEN 'x' END, (SELECT max(day) FROM dates d WHERE d.id = s.sold_date)
      FROM customer c JOIN sales s ON s.customer = c.id
      WHERE (EXISTS (SELECT 1 FROM returns r WHERE r.customer = c.id) OR EXISTS (SELECT 1 FROM sales t WHERE t.customer = c.id AND t.store = 1))
        AND c.id IN (SELECT customer FROM sales INTERSECT SELECT customer FROM returns) AND substr(c.name, 1, 5) IN ('85669', '86197')
      GROUP BY GROUPING SETS ((c.id, s.sold_date), (c.id))`)
    expect(tablesOf(shape)).toEqual(['public.customer', 'public.sales', 'public.returns', 'public.dates'])
    expect(conditions(shape)).toContain('1 exists: equality customer')
    expect(conditions(shape)[0]).toContain('in (substr(name, 1, 5))')
    expect(shape.blocks.map(({ kind }) => kind)).toEqual([
      'outer',
      'exists',
      'exists',
      'in',
      'arm',
      'arm',
      'scalar',
    ])
  })

  test('a join of joins with an alias, a function in FROM, VALUES, TABLESAMPLE, ROWS FROM', async () => {
    const shape = await read(`
      SELECT j.brand, g.n, v.word FROM (sales s JOIN item i ON i.id = s.item) AS j CROSS JOIN generate_series(1, 10) AS g (n)
      JOIN (VALUES (1, 'a'), (2, 'b')) AS v (number, word) ON v.number = j.quantity, store TABLESAMPLE system (10) REPEATABLE (1), jsonb_to_recordset('[]') AS r (a int)
      WHERE r.a = store.id`)
    expect(shape.blocks[0]?.sources.map(({ kind, alias }) => `${kind} ${alias}`)).toEqual([
      'table j',
      'table j',
      'function g',
      'values v',
      'table store',
      'function r',
    ])
    expect(conditions(shape)[0]).toBe('0 outer: id = item, column1 = quantity, a = id')
    expect(shape.blocks[0]?.columns).toContainEqual({ block: 0, source: 1, name: 'brand' })
    expect(shape.blocks[0]?.sources[4]?.isSampled).toBe(true)
  })
})

describe('nothing breaks it', () => {
  test.each([
    [
      'deep',
      `SELECT ${'('.repeat(500)}1${')'.repeat(500)} FROM sales WHERE ${'NOT '.repeat(500)} quantity = 1`,
    ],
    [
      'long',
      `SELECT 1 FROM sales WHERE ${Array.from({ length: 2000 }, (_, n) => `quantity = ${n}`).join(' OR ')}`,
    ],
    ['sum', `SELECT 1 FROM sales WHERE ${Array.from({ length: 1500 }, () => 'quantity').join(' + ')} > 5`],
    [
      'names that are nowhere',
      'SELECT x.y.z, a.*, (b).c FROM nowhere x JOIN LATERAL unknown(x.q) a ON true WHERE c = d AND "É" = $3',
    ],
    ['no source', 'SELECT 1 WHERE $1 = 5 LIMIT $2'],
    ['a star of nothing', 'SELECT *, q.* FROM (SELECT) q'],
    [
      'xml and json tables',
      `SELECT * FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS x int PATH 'x') t, JSON_TABLE('{}', '$' COLUMNS (y int PATH '$.y')) j`,
    ],
    [
      'WITH that shadows itself',
      'WITH sales AS (SELECT * FROM sales) SELECT * FROM sales WHERE quantity = 1',
    ],
    [
      'everything of MERGE',
      'MERGE INTO sales s USING (SELECT 1 AS a) x ON x.a = s.item WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN MATCHED AND s.price > 1 THEN DO NOTHING RETURNING merge_action(), s.*',
    ],
    ['a prepared one', 'PREPARE p (int) AS SELECT * FROM sales WHERE item = $1'],
    ['GROUP BY that points nowhere', 'SELECT 1 FROM sales GROUP BY 17 ORDER BY 99'],
  ])('%s', async (_, sql) => {
    expect((await read(sql)).command).not.toBe('')
  })
})
