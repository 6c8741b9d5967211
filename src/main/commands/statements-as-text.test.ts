import { expect, test } from 'vitest'
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import { statementsAsText } from './statements-as-text.ts'

const statement: Statement = {
  id: '1:10:5',
  queryId: '1',
  query: 'SELECT *\n  FROM orders\n WHERE customer_id = $1',
  command: 'SELECT',
  tables: ['public.orders'],
  role: 'shop',
  applications: [],
  calls: 1200,
  totalMs: 6012.3,
  meanMs: 5.01,
  rows: 4321,
  sharedHit: 75,
  sharedRead: 25,
  sharedDirtied: 0,
  sharedWritten: 0,
  tempRead: 0,
  tempWritten: 0,
  sharePercent: 75.2,
}

const list: StatementList = {
  source: 'pg_stat_statements',
  serverVersion: '18.4',
  since: Date.UTC(2026, 0, 2, 3, 4, 5),
  until: Date.UTC(2026, 0, 2, 4, 4, 5),
  statements: [statement],
  limitations: [],
}

test('figures in columns, the text in one line', () => {
  expect(statementsAsText(list, []).split('\n')).toEqual([
    'Postgres 18.4 · pg_stat_statements · since 2026-01-02T03:04:05.000Z',
    '',
    ' share  total ms  calls  mean ms   rows  hit %  statement',
    '75.2 %     6,012  1,200    5.010  4,321   75.0  SELECT * FROM orders WHERE customer_id = $1',
  ])
})

test('a long text is cut, and what cannot be seen is said with what lifts it', () => {
  const text = statementsAsText(
    {
      ...list,
      source: 'pg_stat_activity',
      since: null,
      statements: [{ ...statement, query: `SELECT ${'x, '.repeat(200)}y` }],
      limitations: [
        {
          message: 'No counters.',
          hint: 'Create it.',
          proposals: [{ title: 'Create', sql: 'CREATE EXTENSION pg_stat_statements' }],
        },
      ],
    },
    [],
  )
  const lines = text.split('\n')
  expect(lines[0]).toBe('Postgres 18.4 · pg_stat_activity · seen running or run last')
  expect(lines[2]).not.toContain('rows')
  expect(lines[3]).toMatch(/…$/)
  expect(lines.slice(-3)).toEqual(['No counters.', '  Create it.', '  CREATE EXTENSION pg_stat_statements;'])
})
