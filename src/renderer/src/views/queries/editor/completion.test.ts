import { describe, expect, it } from 'vitest'
import type { Catalogue } from '#shared/contract/postgres.ts'
import { bareCompletionsOf, namespaceOf } from './completion.ts'

const column = (name: string) => ({ name, type: 'integer', notNull: true })
const catalogue: Catalogue = {
  serverVersion: '18.1',
  searchPath: ['app', 'public'],
  relations: [
    { schema: 'public', name: 'orders', kind: 'table', rows: 1, bytes: 1, columns: [column('old_id')] },
    {
      schema: 'app',
      name: 'orders',
      kind: 'table',
      rows: 1,
      bytes: 1,
      columns: [column('id'), column('customer_id')],
    },
    { schema: 'app', name: 'customers', kind: 'view', rows: -1, bytes: 0, columns: [column('id')] },
    { schema: 'audit', name: 'log', kind: 'table', rows: 1, bytes: 1, columns: [column('at')] },
  ],
  functions: ['now'],
}

describe('completion', () => {
  it('knows every schema, and without their schema the tables of the search path', () => {
    const top = namespaceOf(catalogue)
    expect(Object.keys(top).toSorted()).toEqual(['app', 'audit', 'customers', 'orders', 'public'])
  })

  it('takes the first schema of the search path that has the name', () => {
    expect(namespaceOf(catalogue)).toMatchObject({
      orders: { children: [{ label: 'id', detail: 'integer not null' }, { label: 'customer_id' }] },
    })
  })

  it('offers the columns of the tables a statement names', () => {
    const labels = bareCompletionsOf(catalogue)
      .columns(new Set(['LOG', 'customers', 'select']))
      .map((completion) => completion.label)
    expect(labels).toEqual(['at', 'id'])
  })

  it('tells a column that several of them have', () => {
    const found = bareCompletionsOf(catalogue).columns(new Set(['orders', 'customers']))
    expect(found.find(({ label }) => label === 'id')?.detail).toBe('in several tables')
    expect(found.find(({ label }) => label === 'customer_id')?.detail).toBe('integer not null · orders')
  })
})
