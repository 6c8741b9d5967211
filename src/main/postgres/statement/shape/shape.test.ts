import { describe, expect, test } from 'vitest'
import { schemaOf, table } from '../../schema/schema.test-support.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Conjunct, Operand, QueryBlock, StatementShape, Value } from './shape.ts'
import { shapeOfSql, shapesOfSql, tablesOf } from './shape-of.ts'
import { originsOf } from './trace.ts'

const schema = schemaOf([
  table('orders', [
    'id int8 !',
    'account_id int8 !',
    'status text !',
    'total numeric',
    'made timestamptz !',
    'paid bool !',
    'payload jsonb',
    'tags _text',
    'words tsvector',
    'email text',
    'code bpchar',
    'quantity int4',
  ]),
  table('account', ['id int8 !', 'email text', 'name text', 'deleted_at timestamptz', 'region text']),
  table('Line Item', ['Id int8 !', 'order int8 !', 'select text', 'Price numeric'], { schema: 'Shop' }),
  table('item', ['id int8 !', 'order_id int8 !', 'price numeric']),
  table('recent', ['id int8', 'status text'], { kind: 'view' }),
])

const read = async (sql: string, against: Schema = schema): Promise<StatementShape> => {
  const shape = await shapeOfSql(sql, against)
  if (!shape) throw new Error('empty')
  return shape
}
const outer = async (sql: string): Promise<QueryBlock> => {
  const [block] = (await read(sql)).blocks
  if (!block) throw new Error('no block')
  return block
}
const where = async (condition: string): Promise<Conjunct[]> =>
  (await outer(`SELECT 1 FROM orders o WHERE ${condition}`)).conjuncts

const named = (operand: Operand | undefined): string =>
  operand === undefined
    ? '-'
    : operand.kind === 'column'
      ? operand.column.name
      : (operand.text ?? `?${operand.columns.map(({ name }) => name).join(',')}`)
const valued = (value: Value): string => {
  switch (value.kind) {
    case 'constant':
      return `${value.type} ${value.sql}`
    case 'parameter':
      return `$${value.number}${value.cast ? `::${value.cast}` : ''}`
    case 'outer':
      return `outer ${value.column.block}.${value.column.source}.${value.column.name}`
    case 'stable':
    case 'volatile':
    case 'columns':
    default:
      return `${value.kind} ${value.text}`
  }
}
/** One condition in one line. */
const told = (conjunct: Conjunct): string => {
  if (conjunct.kind === 'or')
    return `or(${conjunct.arms.map((arm) => arm.map(told).join(' and ')).join(' | ')})`
  if (conjunct.kind === 'other') return `other(${conjunct.columns.map(({ name }) => name).join(', ')})`
  if (conjunct.kind === 'row range') {
    return `row range ${conjunct.operands.map(named).join(', ')} ${conjunct.operator} ${conjunct.values.map(valued).join(', ')}`
  }
  const operand = named(conjunct.operand)
  if (conjunct.kind === 'between')
    return `between ${operand} ${valued(conjunct.from)} .. ${valued(conjunct.to)}`
  if (conjunct.kind === 'in')
    return `in ${operand} ${conjunct.count ?? '?'} ${conjunct.values.map(valued).join(', ')}`
  if (conjunct.kind === 'null') return `null ${operand} ${conjunct.isNull}`
  if (conjunct.kind === 'boolean') return `boolean ${operand} ${conjunct.is}`
  if (conjunct.kind === 'prefix')
    return `prefix ${operand} ${conjunct.prefix ?? '?'} ${valued(conjunct.value)}`
  const operator = 'operator' in conjunct ? ` ${conjunct.operator}` : ''
  return `${conjunct.kind} ${operand}${operator} ${valued(conjunct.value)}`
}

describe('conditions', () => {
  test.each([
    ['status = $1', 'equality status $1'],
    [`'open' = o.status`, `equality status text 'open'`],
    [`status = 'open'::text`, `equality status text 'open'::text`],
    ['o.total > 5', 'range total > number 5'],
    ['5 > total', 'range total < number 5'],
    ['made BETWEEN $1 AND $2::timestamptz', 'between made $1 .. $2::timestamptz'],
    [`made > now() - interval '1 day'`, `range made > stable now() - '1 day'::interval`],
    [
      `made >= date '1998-12-01' - interval '90 day'`,
      `range made >= other '1998-12-01'::date - '90 day'::interval`,
    ],
    ['made < CURRENT_DATE', 'range made < stable current_date'],
    [`made > 'now'::timestamptz`, `range made > stable 'now'::timestamptz`],
    ['total < random()', 'range total < volatile random()'],
    [`status IN ('a', 'b')`, `in status 2 text 'a', text 'b'`],
    ['status = ANY ($1)', 'in status ? $1'],
    [`status = ANY (ARRAY['a', $2])`, `in status 2 text 'a', $2`],
    ['status NOT IN ($1, $2)', 'unequal status $1'],
    [`status <> 'x'`, `unequal status text 'x'`],
    ['total IS NULL', 'null total true'],
    ['NOT paid', 'boolean paid false'],
    ['paid', 'boolean paid true'],
    ['paid IS TRUE', 'boolean paid true'],
    ['paid = false', 'boolean paid false'],
    [`status LIKE 'ab\\_c%'`, `prefix status ab_c text E'ab\\\\_c%'`],
    ['status LIKE $1', 'prefix status ? $1'],
    [`status LIKE '%x%'`, `pattern status ~~ text '%x%'`],
    [`status ILIKE 'x%'`, `pattern status ~~* text 'x%'`],
    [`status ^@ 'x'`, `prefix status x text 'x'`],
    [`starts_with(status, 'x')`, `prefix status x text 'x'`],
    [`status !~~ 'x%'`, `unequal status text 'x%'`],
    ['lower(email) = $1', 'equality lower(email) $1'],
    [`lower(o.email) LIKE 'x%'`, `prefix lower(email) x text 'x%'`],
    [`(payload ->> 'kind') = 'a'`, `equality payload ->> 'kind' text 'a'`],
    [`(payload -> 'a' ->> 'b')::int = 5`, `equality ((payload -> 'a') ->> 'b')::int4 number 5`],
    [`payload @> '{"a": 1}'`, `jsonb payload @> text '{"a": 1}'`],
    [`payload ? 'a'`, `jsonb payload ? text 'a'`],
    [`payload -> 'a' ? 'b'`, `jsonb payload -> 'a' ? text 'b'`],
    [`tags @> ARRAY['x']`, `array tags @> other ARRAY['x']`],
    [`tags && $1`, 'array tags && $1'],
    [`'x' = ANY (tags)`, `array tags any text 'x'`],
    [`words @@ to_tsquery('x')`, `text search words stable to_tsquery('x')`],
    [
      `to_tsvector('english', email) @@ plainto_tsquery('english', $1)`,
      `text search to_tsvector('english', email) stable plainto_tsquery('english', $1)`,
    ],
    [`date_trunc('day', made) = $1`, `equality date_trunc('day', made) $1`],
    [`EXTRACT(year FROM made) = 2024`, `equality EXTRACT(year FROM made) number 2024`],
    [`made AT TIME ZONE 'utc' > $1`, `range made AT TIME ZONE 'utc' > $1`],
    [`coalesce(total, 0) = 0`, `equality COALESCE(total, 0) number 0`],
    [`(total + $1) > 4`, `range ?total > number 4`],
    [`(status, total) = ('a', 1)`, `equality status text 'a'; equality total number 1`],
    [`(made, id) < ($1, $2)`, 'row range made, id < $1, $2'],
    [
      `status = 'a' OR status = 'b' AND total > 1`,
      `or(equality status text 'a' | equality status text 'b' and range total > number 1)`,
    ],
    [
      `(status = 'a' AND total > 1) OR (total > 2 AND status = 'a')`,
      `equality status text 'a'; or(range total > number 1 | range total > number 2)`,
    ],
    ['total > quantity', 'other(total, quantity)'],
    ['nothing_known = 1', 'other()'],
    ['true', 'other()'],
    ['total = (SELECT max(total) FROM orders)', 'equality total stable (SELECT …)'],
    ['total + quantity > 5', 'range total + quantity > number 5'],
  ])('%s', async (condition, expected) => {
    expect((await where(condition)).map(told).join('; ')).toBe(expected)
  })

  test('a long list of constants', async () => {
    const list = Array.from({ length: 100 }, (_, n) => n).join(', ')
    expect((await where(`id IN (${list})`)).map(told)).toEqual(['in id ? '])
  })
})

const joinSide = (block: QueryBlock, operand: Operand): string => {
  const source = operand.kind === 'column' ? operand.column.source : operand.source
  return `${block.sources[source]?.alias}.${named(operand)}`
}
const joinsOf = (block: QueryBlock): string[] =>
  block.joins.map(
    ({ left, right, operator, type }) =>
      `${type} ${joinSide(block, left)} ${operator} ${joinSide(block, right)}`,
  )

describe('sources and joins', () => {
  test.each([
    ['SELECT 1 FROM orders o, account a WHERE o.account_id = a.id', ['inner o.account_id = a.id']],
    [
      'SELECT 1 FROM orders o JOIN account a ON a.id = o.account_id AND a.region = $1',
      ['inner a.id = o.account_id'],
    ],
    [
      'SELECT 1 FROM orders LEFT JOIN account ON account_id = account.id',
      ['left orders.account_id = account.id'],
    ],
    [
      'SELECT 1 FROM orders o JOIN account USING (id, email)',
      ['inner o.id = account.id', 'inner o.email = account.email'],
    ],
    ['SELECT 1 FROM item NATURAL JOIN account', ['inner item.id = account.id']],
    [
      'SELECT 1 FROM account a JOIN account b ON a.email = b.email AND a.id < b.id',
      ['inner a.email = b.email', 'inner a.id < b.id'],
    ],
    [
      'SELECT 1 FROM account a, orders o WHERE lower(a.email) = lower(o.email)',
      ['inner a.lower(email) = o.lower(email)'],
    ],
    [
      'SELECT 1 FROM orders o, account a WHERE o.made BETWEEN a.deleted_at AND a.deleted_at',
      ['inner o.made >= a.deleted_at', 'inner o.made <= a.deleted_at'],
    ],
    ['SELECT 1 FROM "Shop"."Line Item" l, orders WHERE l."order" = orders.id', ['inner l.order = orders.id']],
  ])('%s', async (sql, expected) => {
    expect(joinsOf(await outer(sql))).toEqual(expected)
  })

  test('conditions in ON of outer joins', async () => {
    const block = await outer(
      `SELECT 1 FROM orders o LEFT JOIN account a ON a.id = o.account_id AND a.region = 'x' AND o.status = 'y'`,
    )
    expect(block.conjuncts.map(told)).toEqual([`equality region text 'x'`])
    expect(block.conjuncts[0]?.clause).toBe('outer on')
    expect(block.sources.map(({ isNullable }) => isNullable)).toEqual([false, true])
  })

  test('names: aliases, renamed columns, quotes, reserved words, unknown tables', async () => {
    const shape = await read(
      `SELECT l."select", x.k FROM "Shop"."Line Item" AS l (a, b) JOIN nowhere x ON x.id = l.a WHERE l."Price" > 1 AND b = 2 AND oops = 3`,
    )
    expect(tablesOf(shape)).toEqual(['Shop.Line Item', 'nowhere'])
    expect(shape.blocks[0]?.columns.map(({ source, name }) => `${source}.${name}`)).toEqual([
      '1.id',
      '0.Id',
      '0.Price',
      '0.order',
      '1.oops',
      '0.select',
      '1.k',
    ])
    expect(shape.blocks[0]?.sources[1]?.name).toEqual({
      schema: undefined,
      name: 'nowhere',
      table: undefined,
    })
  })

  test('which columns are used; * is expanded', async () => {
    const block = await outer('SELECT o.*, a.name FROM orders o JOIN account a ON a.id = o.account_id')
    expect(block.stars).toEqual([{ source: 0, qualified: true }])
    expect(block.columns.filter(({ source }) => source === 0)).toHaveLength(12)
    expect(block.columns.filter(({ source }) => source === 1).map(({ name }) => name)).toEqual(['id', 'name'])
    expect((await outer('SELECT count(*) FROM orders')).stars).toEqual([])
    expect((await outer('SELECT o FROM orders o')).stars).toEqual([{ source: 0, qualified: true }])
  })
})

describe('blocks', () => {
  test('grouping, order, limits, aggregates, windows', async () => {
    const block = await outer(
      `SELECT status AS s, sum(total), count(*), min(DISTINCT made), rank() OVER (PARTITION BY region ORDER BY made DESC)
       FROM orders JOIN account USING (id) WHERE paid GROUP BY 1, date_trunc('day', made) HAVING count(*) > 1 AND status > 'a'
       ORDER BY s DESC, 2, made NULLS FIRST LIMIT 10 OFFSET $1`,
    )
    expect(block.groupBy.map(({ operand }) => named(operand))).toEqual(['status', `date_trunc('day', made)`])
    expect(
      block.orderBy.map(({ operand, descending, nullsFirst }) => [named(operand), descending, nullsFirst]),
    ).toEqual([
      ['status', true, true],
      ['?total', false, false],
      ['made', false, true],
    ])
    expect(block.limit).toEqual({ rows: 10, parameter: undefined })
    expect(block.offset).toEqual({ rows: undefined, parameter: 1 })
    expect(block.aggregates.map(({ name, operand, distinct }) => [name, named(operand), distinct])).toEqual(
      expect.arrayContaining([
        ['sum', 'total', false],
        ['count', '-', false],
        ['min', 'made', true],
      ]),
    )
    expect(
      block.windows.map(({ partitionBy, orderBy }) => [
        partitionBy.map(({ operand }) => named(operand)),
        orderBy.map(({ descending }) => descending),
      ]),
    ).toEqual([[['region'], [true]]])
    expect(block.outputs.map(({ name, isAggregated }) => `${name} ${isAggregated}`)).toEqual([
      's false',
      'sum true',
      'count true',
      'min true',
      'rank true',
    ])
  })

  test('DISTINCT and DISTINCT ON', async () => {
    expect((await outer('SELECT DISTINCT status, paid FROM orders')).distinct).toMatchObject({
      on: false,
      keys: [{ text: 'status' }, { text: 'paid' }],
    })
    expect(
      (await outer('SELECT DISTINCT ON (account_id) * FROM orders ORDER BY account_id, made DESC')).distinct,
    ).toMatchObject({ on: true, keys: [{ text: 'account_id' }] })
  })

  test('correlated subqueries: columns outside are values', async () => {
    const shape = await read(
      `SELECT 1 FROM account a WHERE EXISTS (SELECT * FROM orders o WHERE o.account_id = a.id AND status = 'open')
       AND a.id NOT IN (SELECT account_id FROM orders WHERE paid) AND a.email = (SELECT max(email) FROM orders x WHERE x.account_id = a.id)`,
    )
    expect(shape.blocks.map(({ kind, isNegated, parent }) => `${kind} ${isNegated} ${parent}`)).toEqual([
      'outer false undefined',
      'exists false 0',
      'in true 0',
      'scalar false 0',
    ])
    expect(shape.blocks[1]?.conjuncts.map(told)).toEqual([
      'equality account_id outer 0.0.id',
      `equality status text 'open'`,
    ])
    expect(shape.blocks[1]?.stars).toEqual([])
    expect(shape.blocks[2]?.conjuncts.map(told)).toEqual([
      'boolean paid true',
      'equality account_id outer 0.0.id',
    ])
    expect(shape.blocks[3]?.conjuncts.map(told)).toEqual(['equality account_id outer 0.0.id'])
    expect(shape.blocks[0]?.columns.map(({ name }) => name)).toEqual(['id', 'email'])
  })

  test('subqueries in FROM, WITH queries, UNION, and where their columns come from', async () => {
    const shape = await read(
      `WITH orders AS (SELECT id, status AS state FROM public.orders), united AS (SELECT id FROM orders UNION ALL SELECT order_id FROM item)
       SELECT * FROM orders s JOIN united b ON b.id = s.id, LATERAL (SELECT price FROM item WHERE item.order_id = s.id LIMIT 1) l WHERE s.state = $1`,
    )
    expect(shape.blocks.map(({ kind, references }) => `${kind} ${references}`)).toEqual([
      'outer 0',
      'cte 2',
      'cte 1',
      'arm 0',
      'arm 0',
      'lateral 0',
    ])
    expect(tablesOf(shape)).toEqual(['public.orders', 'public.item'])
    const main = shape.blocks[0]
    const state = main?.columns.find(({ name }) => name === 'state')
    expect(
      state && originsOf(shape, state).map(({ table: { name }, definition }) => `${name}.${definition.name}`),
    ).toEqual(['orders.status'])
    const id = main?.columns.find(({ source, name }) => source === 1 && name === 'id')
    expect(
      id && originsOf(shape, id).map(({ table: { name }, definition }) => `${name}.${definition.name}`),
    ).toEqual(['orders.id', 'item.order_id'])
    expect(shape.blocks[5]?.conjuncts.map(told)).toEqual(['equality order_id outer 0.0.id'])
    expect(main?.outputs.map(({ name }) => name)).toEqual(['id', 'state', 'id', 'price'])
    expect(shape.parameters).toMatchObject([{ number: 1, kind: 'compared', column: 'status', operator: '=' }])
  })

  test('WITH RECURSIVE', async () => {
    const shape = await read(
      'WITH RECURSIVE tree (node, depth) AS (SELECT id, 0 FROM item WHERE order_id = $1 UNION ALL SELECT i.id, depth + 1 FROM item i JOIN tree ON i.order_id = tree.node) SELECT * FROM tree',
    )
    expect(shape.blocks[1]).toMatchObject({ kind: 'cte', isRecursive: true, references: 2 })
    expect(shape.blocks[3]?.joins).toHaveLength(1)
    expect(tablesOf(shape)).toEqual(['public.item'])
  })

  test('a view is a source', async () => {
    const block = await outer('SELECT id FROM recent WHERE status = $1')
    expect(block.sources[0]?.name?.table?.kind).toBe('view')
    expect(block.conjuncts.map(told)).toEqual(['equality status $1'])
  })
})

describe('writes and parameters', () => {
  test('UPDATE', async () => {
    const shape = await read(
      `UPDATE orders o SET status = $1, total = total + $2, (email, code) = ($3, 'x') FROM account a WHERE a.id = o.account_id AND a.email = $4 RETURNING o.id`,
    )
    expect(shape.writes).toMatchObject([
      {
        command: 'UPDATE',
        table: { name: 'orders' },
        columns: ['status', 'total', 'email', 'code'],
        block: 0,
      },
    ])
    expect(
      shape.parameters.map(
        ({ number, kind, ...rest }) => `${number} ${kind} ${'column' in rest ? rest.column : ''}`,
      ),
    ).toEqual(['1 assigned status', '2 other ', '3 assigned email', '4 compared email'])
    expect(shape.blocks[0]?.joins).toHaveLength(1)
  })

  test('INSERT, DELETE, MERGE, and data-modifying WITH', async () => {
    const insert = await read(
      'INSERT INTO account (id, email) VALUES ($1, $2::text), ($3, $4) ON CONFLICT (email) DO UPDATE SET email = excluded.email WHERE account.id > 5',
    )
    expect(insert.writes).toMatchObject([
      { command: 'INSERT', columns: ['id', 'email'], conflictColumns: ['email'], block: undefined },
    ])
    expect(insert.parameters).toMatchObject([
      { number: 1, column: 'id' },
      { number: 2, column: 'email', cast: 'text' },
      { number: 3, column: 'id' },
      { number: 4, column: 'email' },
    ])
    const query = await read('INSERT INTO item SELECT id, id, total FROM orders WHERE status = $1')
    expect(query.writes[0]).toMatchObject({ columns: ['id', 'order_id', 'price'], block: 1 })
    expect(query.blocks[1]?.conjuncts.map(told)).toEqual(['equality status $1'])
    const deleted = await read('DELETE FROM orders USING account a WHERE a.id = account_id AND made < $1')
    expect(deleted.writes).toMatchObject([{ command: 'DELETE', block: 0 }])
    expect(deleted.blocks[0]?.conjuncts.map(told)).toEqual(['range made < $1'])
    const merged = await read(
      'MERGE INTO account t USING orders s ON t.id = s.account_id WHEN MATCHED THEN UPDATE SET name = s.status WHEN NOT MATCHED THEN INSERT (id, email) VALUES (s.id, $1)',
    )
    expect(merged.writes).toMatchObject([{ command: 'MERGE', columns: ['name', 'id', 'email'] }])
    expect(merged.blocks[0]?.joins).toHaveLength(1)
    const moved = await read(
      'WITH gone AS (DELETE FROM orders WHERE id = $1 RETURNING *) INSERT INTO item SELECT id, id, total FROM gone',
    )
    expect(moved.writes.map(({ command }) => command)).toEqual(['DELETE', 'INSERT'])
    expect(moved.blocks.find(({ kind }) => kind === 'subquery')?.sources[0]?.kind).toBe('block')
  })

  test('casts on columns', async () => {
    const shape = await read(
      `SELECT 1 FROM orders o JOIN account a ON a.id = o.total WHERE o.id::text = $1 AND o.quantity = 1.5 AND o.account_id > $2::numeric AND o.quantity = 3 AND code = $3::text`,
    )
    expect(shape.casts.map(({ column, from, to, kind }) => `${column.name} ${from} ${to} ${kind}`)).toEqual([
      'id int8 text explicit',
      'quantity int4 numeric implicit',
      'account_id int8 numeric implicit',
      'code bpchar text implicit',
      'id int8 numeric implicit',
    ])
  })
})

test('many at once: each has its own, whatever the others are', async () => {
  const texts = [
    'SELECT 1 -- end',
    '/* never closed',
    'SELECT 1; SELECT 2',
    '',
    'SELECT FROM orders WHERE id = $1',
    "SELECT 'x",
    'SELECT $2',
  ]
  const results = await shapesOfSql(texts, schema)
  expect(results.map((result) => ('shape' in result ? result.shape.command : 'reason'))).toEqual([
    'SELECT',
    'reason',
    'SELECT',
    'reason',
    'SELECT',
    'reason',
    'SELECT',
  ])
  const together = await shapesOfSql(['SELECT 1', 'SELECT 1 FROM orders WHERE id = $1', 'SELECT 3'], schema)
  const [, middle] = together
  expect(middle && 'shape' in middle ? middle.shape.blocks[0]?.conjuncts[0]?.location : undefined).toBe(30)
})

test('other statements, and what does not parse', async () => {
  expect(await read('VACUUM orders')).toMatchObject({ command: 'VACUUM', blocks: [] })
  expect((await read('CREATE TABLE x AS SELECT * FROM orders WHERE id = 1')).blocks).toHaveLength(1)
  const results = await shapesOfSql(['SELECT 1', 'SELEC', '', 'SELECT 1'], schema)
  expect(results.map((result) => ('shape' in result ? result.shape.command : result.reason))).toEqual([
    'SELECT',
    expect.stringContaining('Syntax error') as unknown,
    'There is no statement in it.',
    'SELECT',
  ])
})
