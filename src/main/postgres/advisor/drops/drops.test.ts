import { describe, expect, test } from 'vitest'
import { schemaOf, table, withForeignKey, withIndex } from '../../schema/schema.test-support.ts'
import type { Index, Table } from '../../schema/schema.ts'
import { findDrops, findMissingForeignKeyIndexes } from './index.ts'

type Given = [name: string, keys: string[], given?: Partial<Index>]

const DAY = 86_400_000
const orders = (...indexes: Given[]): Table => {
  const made = table('orders', ['id int8 !', 'a int8', 'b int8', 'c text'])
  for (const [name, keys, given] of indexes) withIndex(made, name, keys, { scans: 5, ...given })
  return made
}
const primary: Given = [
  'orders_pkey',
  ['id'],
  { isUnique: true, isPrimary: true, constraint: 'orders_pkey', scans: 0 },
]
const dropsOf = (made: Table): string[] =>
  findDrops(schemaOf([made], { statisticsSince: 1_800_000_000_000 - 90 * DAY }))
    .map(({ name, reason, coveredBy }) => `${name} ${reason} ${coveredBy}`)
    .toSorted()

describe('drops', () => {
  test.each<[string, Given[], string[]]>([
    ['unused', [primary, ['x', ['a'], { scans: 0 }], ['y', ['b']]], ['x unused null']],
    [
      'used ones, and those of which nothing is counted',
      [
        ['x', ['a']],
        ['y', ['b'], { scans: undefined }],
      ],
      [],
    ],
    [
      'needed ones',
      [
        ['u', ['a'], { scans: 0, isUnique: true }],
        ['k', ['b'], { scans: 0, constraint: 'k', isUnique: true }],
        ['e', ['c'], { scans: 0, isExclusion: true, accessMethod: 'gist' }],
        ['r', ['a', 'b'], { scans: 0, isReplicaIdentity: true, isUnique: true }],
      ],
      [],
    ],
    ['invalid ones', [['x', ['a'], { scans: 0, isValid: false }]], []],
    [
      'duplicates: the older stays',
      [
        ['new', ['a', 'b']],
        ['old', ['a', 'b'], { oid: 1 }],
      ],
      ['new duplicate old'],
    ],
    ['duplicates: the constraint stays', [['x', ['id'], { oid: 1 }], primary], ['x duplicate orders_pkey']],
    [
      'duplicates: a unique one is replaced by a unique one alone',
      [
        ['x', ['a'], { oid: 1 }],
        ['u', ['a'], { isUnique: true }],
      ],
      ['x duplicate u'],
    ],
    [
      'duplicates that nobody uses',
      [
        ['x', ['a'], { scans: 0 }],
        ['y', ['a'], { scans: 0 }],
      ],
      ['x unused null', 'y unused null'],
    ],
    [
      'a duplicate whose twin is used',
      [
        ['x', ['a'], { oid: 1, scans: 0 }],
        ['y', ['a'], { scans: 9 }],
      ],
      ['y duplicate x'],
    ],
    [
      'not the same: order, predicate, operator class, method',
      [
        ['x', ['a']],
        ['p', ['a'], { predicate: 'b IS NULL' }],
        ['h', ['a'], { accessMethod: 'hash' }],
        [
          't',
          ['c'],
          {
            keys: [
              {
                column: 'c',
                text: 'c',
                descending: false,
                nullsFirst: false,
                operatorClass: 'text_pattern_ops',
                collation: undefined,
              },
            ],
          },
        ],
        ['c', ['c']],
        ['m', ['a', 'b DESC']],
        ['n', ['b', 'c']],
      ],
      ['x redundant m'],
    ],
    [
      'prefix',
      [
        ['x', ['a']],
        ['xy', ['a', 'b']],
      ],
      ['x redundant xy'],
    ],
    [
      'prefix of the opposite direction',
      [
        ['x', ['a DESC']],
        ['xy', ['a', 'b']],
      ],
      ['x redundant xy'],
    ],
    [
      'prefix, but it includes more',
      [
        ['x', ['a'], { include: ['c'] }],
        ['xy', ['a', 'b']],
      ],
      [],
    ],
    [
      'prefix, but unique',
      [
        ['x', ['a'], { isUnique: true }],
        ['xy', ['a', 'b']],
      ],
      [],
    ],
    [
      'prefix of an unused one: the unused one goes',
      [
        ['x', ['a']],
        ['xy', ['a', 'b'], { scans: 0 }],
      ],
      ['xy unused null'],
    ],
    [
      'a chain: each is covered by one that stays',
      [
        ['x', ['a']],
        ['xy', ['a', 'b']],
        ['xyz', ['a', 'b', 'c']],
      ],
      ['x redundant xyz', 'xy redundant xyz'],
    ],
    [
      'the same key, but more included',
      [
        ['x', ['a']],
        ['xi', ['a'], { include: ['b'] }],
      ],
      ['x redundant xi'],
    ],
  ])('%s', (_, given, expected) => {
    expect(dropsOf(orders(...given))).toEqual(expected)
  })

  test('what is said of each', () => {
    const made = orders(['My "Index"', ['a'], { scans: 0, isClustered: true }])
    made.schema = 'Shop'
    const [drop] = findDrops(schemaOf([made], { replicas: 2, statisticsSince: 1_800_000_000_000 - 3 * DAY }))
    expect(drop?.sql).toBe('DROP INDEX CONCURRENTLY "Shop"."My ""Index"""')
    expect(drop?.warnings).toEqual([
      'orders was clustered by it: CLUSTER without a name needs it.',
      'Scans are counted for 3 days only: what runs once a month may not have run.',
      '2 replicas stream from this server: queries there may use it, and their scans are not counted here.',
    ])
    const [standby] = findDrops(schemaOf([made], { isStandby: true }))
    expect(standby?.warnings).toHaveLength(3)
  })

  test('the last index of a foreign key stays while the referenced table is written', () => {
    const parent = table('parent', ['id int8 !'])
    const child = withForeignKey(orders(['x', ['a'], { scans: 0 }]), ['a'], parent)
    expect(findDrops(schemaOf([parent, child]))).toEqual([])
    const quiet = {
      inserted: 9,
      updated: 0,
      deleted: 0,
      hotUpdated: 0,
      live: 9,
      dead: 0,
      modifiedSinceAnalyze: 0,
      sequentialScans: 0,
      sequentialRows: 0,
      indexScans: 0,
      lastVacuum: undefined,
      lastAutovacuum: undefined,
      lastAnalyze: undefined,
      lastAutoanalyze: undefined,
    }
    const [drop] = findDrops(schemaOf([{ ...parent, writes: quiet }, child]))
    expect(drop?.warnings[0]).toBe(
      'It is the last index that supports the foreign key orders_a_fkey: a delete from parent would read all of orders.',
    )
  })

  test('an index of a partitioned table is judged by those of its partitions', () => {
    const whole = table('event', ['at date'], { kind: 'partitioned table' })
    withIndex(whole, 'event_at', ['at'], { scans: undefined })
    const [index] = whole.indexes
    const part = table('event_1', ['at date'], { parent: whole.oid })
    withIndex(part, 'event_1_at', ['at'], { scans: 0, parent: index?.oid })
    expect(findDrops(schemaOf([whole, part])).map(({ sql }) => sql)).toEqual(['DROP INDEX public.event_at'])
    for (const each of part.indexes) each.scans = 3
    expect(findDrops(schemaOf([whole, part]))).toEqual([])
  })
})

describe('foreign keys', () => {
  const parent = table('parent', ['id int8 !'])

  test('without an index', () => {
    const child = withForeignKey(orders(primary), ['a'], parent, { onDelete: 'cascade' })
    const [found] = findMissingForeignKeyIndexes(schemaOf([parent, child]))
    expect(found).toMatchObject({
      sql: 'CREATE INDEX CONCURRENTLY orders_a_idx ON public.orders (a)',
      foreignKey: 'orders_a_fkey',
      columns: ['a'],
    })
    expect(found?.detail).toBe(
      'Each delete from parent reads all 1,000,000 rows of orders and deletes what refers to it; so does each update of its key.',
    )
  })

  test.each<[string, Given, string[], boolean]>([
    ['behind another column', ['x', ['b', 'a']], ['a'], true],
    ['first', ['x', ['a', 'c']], ['a'], false],
    ['in another order', ['x', ['b', 'a']], ['a', 'b'], false],
    ['partial', ['x', ['a'], { predicate: 'b > 5' }], ['a'], true],
    ['partial without nulls', ['x', ['a'], { predicate: 'a IS NOT NULL' }], ['a'], false],
    ['hash', ['x', ['a'], { accessMethod: 'hash' }], ['a'], false],
    ['invalid', ['x', ['a'], { isValid: false }], ['a'], true],
  ])('an index %s', (_, index, columns, isMissing) => {
    const child = withForeignKey(orders(index), columns, parent)
    expect(findMissingForeignKeyIndexes(schemaOf([parent, child])).length > 0).toBe(isMissing)
  })

  test('small tables and partitions need none of their own', () => {
    const small = withForeignKey({ ...orders(), rows: 10 }, ['a'], parent)
    const partition = withForeignKey({ ...orders(), parent: 7 }, ['a'], parent)
    expect(findMissingForeignKeyIndexes(schemaOf([parent, small, partition]))).toEqual([])
    const whole = withForeignKey({ ...orders(), kind: 'partitioned table' as const }, ['a'], parent)
    expect(findMissingForeignKeyIndexes(schemaOf([parent, whole]))[0]?.sql).toBe(
      'CREATE INDEX orders_a_idx ON public.orders (a)',
    )
  })
})
