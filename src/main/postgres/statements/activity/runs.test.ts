import { expect, test } from 'vitest'
import type { SeenSession } from './look.ts'
import { Runs } from './runs.ts'

function seen(more: Partial<SeenSession>): SeenSession {
  return {
    pid: 1,
    startedAt: '100',
    elapsedMs: 0,
    running: true,
    endedMsAgo: 0,
    text: 'SELECT 1',
    role: 'shop',
    application: 'web',
    queryId: null,
    userId: '10',
    databaseId: '5',
    ...more,
  }
}

const noTexts = new Map<string, never>()
const noSchema = (): undefined => undefined

test('the same process and start is one run; its time is what was seen last', () => {
  const runs = new Runs()
  runs.add([seen({ elapsedMs: 50 })], 0)
  runs.add([seen({ elapsedMs: 150 })], 100)
  runs.add([seen({ elapsedMs: 180, running: false, endedMsAgo: 20 })], 200)
  runs.add([seen({ elapsedMs: 180, running: false, endedMsAgo: 120 })], 300)
  runs.add([seen({ startedAt: '101', elapsedMs: 20, application: '' })], 400)
  const [statement] = runs.statements(noTexts, noSchema)
  expect(statement).toMatchObject({
    calls: 2,
    totalMs: 200,
    meanMs: 100,
    applications: ['web'],
    sharePercent: 100,
  })
  expect(statement).not.toHaveProperty('maxMs')
})

test('what ended before the series began is none of it', () => {
  const runs = new Runs()
  runs.add([seen({ elapsedMs: 5, running: false, endedMsAgo: 3000 })], 100)
  expect(runs.statements(noTexts, noSchema)).toEqual([])
})

test('the id is the one that pg_stat_statements would give, or one of the text', () => {
  const runs = new Runs()
  runs.add(
    [
      seen({ pid: 1, queryId: '77', text: 'SELECT 1', elapsedMs: 9 }),
      seen({ pid: 2, queryId: '77', text: 'SELECT 2', elapsedMs: 1 }),
      seen({ pid: 3, text: 'SELECT 3', elapsedMs: 2 }),
      seen({ pid: 4, text: 'SELECT 4', elapsedMs: 1 }),
      seen({ pid: 5, text: 'SELECT 4', elapsedMs: 1, userId: '11', role: 'other' }),
    ],
    0,
  )
  const select = { command: 'SELECT', relations: [], normalised: 'SELECT $1', fingerprint: 'f' }
  const normalised = new Map(runs.texts().map((text) => [text, select]))
  expect(runs.statements(normalised, noSchema).map(({ id, calls, query }) => [id, calls, query])).toEqual([
    ['77:10:5', 2, 'SELECT $1'],
    ['text:f:10:5', 2, 'SELECT $1'],
    ['text:f:11:5', 1, 'SELECT $1'],
  ])
  expect(runs.statements(normalised, noSchema, 1)).toHaveLength(1)
})
