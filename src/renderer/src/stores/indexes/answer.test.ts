import { describe, expect, it } from 'vitest'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { advice, proposal } from './advice.test-support.ts'
import { changesSince, changeThatDid, indexesFor, savedShare, statementsToMeasure } from './answer.ts'

function change(id: string, more: Partial<ChangeHead> = {}): ChangeHead {
  return {
    id,
    targetId: 'pg',
    targetName: 'shop',
    environment: { name: 'local', guard: 'open' },
    kind: 'create-index',
    title: 'Create index i',
    sql: 'CREATE INDEX CONCURRENTLY i ON public.t (a)',
    undoSql: 'DROP INDEX',
    status: 'applied',
    who: 'ada',
    at: 0,
    ...more,
  }
}

describe('an answer is of its time', () => {
  const known = { ledger: new Map([['old', 'applied' as const]]) }
  const since = (...changes: ChangeHead[]): string[] => changesSince(known, changes, 'pg').map(({ id }) => id)

  it('is before what was applied or undone later on the same server', () => {
    expect(since(change('old'), change('new'))).toEqual(['new'])
    expect(since(change('old', { status: 'undone' }))).toEqual(['old'])
  })

  it('holds while nothing changed that costs depend on', () => {
    expect(
      since(
        change('a', { targetId: 'other' }),
        change('b', { status: 'failed' }),
        change('c', { status: 'applying' }),
        change('d', { kind: 'cancel-backend' }),
        change('e', { status: 'undone' }),
      ),
    ).toEqual([])
  })
})

it('knows the change that made a proposal true, until it is undone', () => {
  const sql = `${proposal.sql};`
  expect(changeThatDid(sql, [change('a')], 'pg')?.id).toBe('a')
  expect(changeThatDid(sql, [change('a', { status: 'undone' })], 'pg')).toBeUndefined()
})

it('measures what gains most, with values where they were given', () => {
  const parameters = new Map([['q2', ['x']]])
  expect(statementsToMeasure(proposal, { advice, parameters })).toEqual([
    { sql: 'SELECT 1' },
    { sql: 'SELECT $1', parameters: ['x'] },
  ])
})

it('plans a statement with the indexes it would use', () => {
  expect(indexesFor(advice, 'q1')).toEqual([proposal.sql])
  expect(indexesFor(advice, 'none')).toEqual([])
  expect(savedShare(advice)).toBeCloseTo(0.9)
  expect(savedShare({ baselineCost: 0, cost: 0 })).toBe(0)
})
