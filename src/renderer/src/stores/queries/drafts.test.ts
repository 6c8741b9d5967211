import { describe, expect, it } from 'vitest'
import { samplePlan, sampleNode } from '../../../../../test/fixtures/queries/sample-plan.ts'
import { newPlan, newStatement, type QueryDocument } from './documents.ts'
import { draftsDiffer, readDrafts, writeDrafts } from './drafts.ts'

const noneClosed: QueryDocument[] = []

function kept(documents: QueryDocument[], closed = noneClosed) {
  return { active: documents[0]?.id ?? null, documents, closed }
}

describe('drafts', () => {
  it('brings back statements with their parameters, and plans with their text', () => {
    const statement = {
      ...newStatement('a', 'target', 'SELECT $1'),
      parameters: [{ text: '7', isNull: false }],
      useParameters: true,
      statementTimeoutMs: 5000,
    }
    const plan = newPlan('b', 'Seq Scan on t', 'plan.txt')
    const back = readDrafts(writeDrafts(kept([statement], [plan])))
    expect(back?.active).toBe('a')
    expect(back?.documents[0]).toMatchObject({
      sql: 'SELECT $1',
      targetId: 'target',
      parameters: [{ text: '7', isNull: false }],
      useParameters: true,
      statementTimeoutMs: 5000,
    })
    expect(back?.closed[0]).toMatchObject({
      text: 'Seq Scan on t',
      title: 'plan.txt',
      unread: 'Seq Scan on t',
    })
  })

  it('keeps the result of a statement as text to be read again', () => {
    const plan = samplePlan([sampleNode(0, null)])
    const statement = {
      ...newStatement('a', null, 'SELECT 1'),
      result: { plan, sql: 'SELECT 1', isPart: false, at: 0 },
    }
    expect(readDrafts(writeDrafts(kept([statement])))?.documents[0]?.unread).toBe(plan.raw)
  })

  it('gives up plans before statements when there is little room, and says how long they were', () => {
    const plan = newPlan('b', 'x'.repeat(500), null)
    const stored = writeDrafts(kept([plan, newStatement('a', null, 'SELECT 1')]), 100)
    const back = readDrafts(stored)
    expect(back?.documents[0]).toMatchObject({ text: '', lostCharacters: 500, unread: null })
    expect(back?.documents[1]).toMatchObject({ sql: 'SELECT 1' })
  })

  it('stays within its budget but for the frame of each tab', () => {
    const documents = Array.from({ length: 20 }, (_, n) => newPlan(String(n), 'x'.repeat(300), null))
    expect(writeDrafts(kept(documents), 1000).length).toBeLessThan(1000 + 20 * 120)
  })

  it.each([null, '', '{', '{"version":2}', '[]', '{"version":1,"open":[{}]}'])(
    'is nothing for %s',
    (stored) => {
      expect(readDrafts(stored)).toBeNull()
    },
  )

  it('keeps that a pinned page was shown', () => {
    const stored = writeDrafts({ active: null, documents: [newStatement('a', null, 'x')], closed: [] })
    expect(readDrafts(stored)?.active).toBeNull()
  })

  it('shows the first tab when the one that was shown is not there', () => {
    const stored = writeDrafts({ active: 'gone', documents: [newStatement('a', null, 'x')], closed: [] })
    expect(readDrafts(stored)?.active).toBe('a')
  })

  it('tells typing from progress and choices', () => {
    const before = newStatement('a', null, 'SELECT 1')
    const chosen = { ...before, choices: { ...before.choices, selected: 3 } }
    expect(draftsDiffer(kept([before]), kept([chosen]))).toBe(false)
    expect(draftsDiffer(kept([before]), kept([{ ...before, sql: 'SELECT 2' }]))).toBe(true)
  })
})
