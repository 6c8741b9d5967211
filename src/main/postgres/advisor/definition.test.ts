import { describe, expect, it } from 'vitest'
import { type Candidate, columnPart } from './candidate.ts'
import { chooseIndexName, createIndexSql } from './definition.ts'

const plain: Candidate = {
  schema: 'public',
  table: 'orders',
  accessMethod: 'btree',
  key: [columnPart('status'), columnPart('created_at')],
  include: [],
  predicate: null,
  queryIds: [],
}

describe('createIndexSql', () => {
  it('leaves out what is the default', () => {
    expect(createIndexSql(plain, { concurrently: false })).toBe(
      'CREATE INDEX ON public.orders (status, created_at)',
    )
  })

  it('says everything else, and quotes what needs it', () => {
    const sql = createIndexSql(
      {
        ...plain,
        schema: 'My Shop',
        table: 'Order',
        key: [
          {
            kind: 'expression',
            expression: 'lower(email)',
            descending: false,
            nullsFirst: false,
            opclass: 'text_pattern_ops',
          },
          { ...columnPart('user'), descending: true, nullsFirst: true },
          { ...columnPart('at'), descending: true },
        ],
        include: ['Créé le', 'we"ird'],
        predicate: "status = 'open'",
      },
      { name: 'select', concurrently: true },
    )
    expect(sql).toBe(
      `CREATE INDEX CONCURRENTLY "select" ON "My Shop"."Order" ((lower(email)) text_pattern_ops, "user" DESC, at DESC NULLS LAST) INCLUDE ("Créé le", "we""ird") WHERE status = 'open'`,
    )
  })
})

describe('chooseIndexName', () => {
  it('names as Postgres does, numbered where the name is taken', () => {
    const taken = new Set(['orders_status_created_at_idx'])
    expect(chooseIndexName(plain, taken)).toBe('orders_status_created_at_idx1')
    expect(chooseIndexName(plain, taken)).toBe('orders_status_created_at_idx2')
  })

  it('keeps to 63 bytes without cutting a character in two', () => {
    const name = chooseIndexName(
      { ...plain, table: 'é'.repeat(40), key: [columnPart('ü'.repeat(40))] },
      new Set(),
    )
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
    expect(name).toMatch(/^é+_ü+_idx$/)
  })
})
