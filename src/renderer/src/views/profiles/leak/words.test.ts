import { expect, test } from 'vitest'
import type { LeakProgress, LeakRun } from '#renderer/stores/leak/model.ts'
import { roundOf, verdictOf } from '#renderer/stores/leak/verdict.test-support.ts'
import { doneOf, errorWords, loadWords, progressWords, runWords, verdictFigures } from './words.ts'

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ')
const progress: LeakProgress = {
  type: 'progress',
  phase: 'load',
  round: 3,
  rounds: 9,
  elapsedMs: 1,
  done: 0.5,
  requestsPerSecond: 1234,
}
const run: LeakRun = {
  id: 'run 1',
  attachmentId: 'a',
  threadId: 'main',
  title: 'a.mjs',
  startedAt: 0,
  load: { kind: 'traffic', secondsPerRound: 20 },
  rounds: 8,
  points: [roundOf(1, 1), roundOf(2, 2)],
  progress,
  state: { kind: 'running' },
}

test('says which round it is and what is done in it', () => {
  expect(plain(progressWords(progress))).toBe('Round 3 of 9: sending the load, 1.23 k requests/s')
  expect(progressWords({ ...progress, phase: 'collect', requestsPerSecond: null })).toBe(
    'Round 3 of 9: collecting garbage, measuring the heap',
  )
  expect(progressWords({ ...progress, phase: 'explain' })).toBe(
    'Looking for who allocated it and what holds it…',
  )
  expect(doneOf(run)).toBeCloseTo(2.4 / 9)
  expect(doneOf({ ...run, progress: { ...progress, phase: 'explain' } })).toBe(1)
})

test('figures that are not known are left out', () => {
  const figures = verdictFigures(verdictOf({ bytesPerRequest: 2048, bytesPerSecond: null }))
  expect(figures.map(({ name, value }) => plain(`${name}: ${value}`))).toEqual([
    'A request: +2 KiB',
    'An hour: +3 B',
    'Until the heap limit of 0.98 KiB: 4 h',
  ])
})

test('a load and a run in a line', () => {
  expect(plain(loadWords(run.load))).toBe('20 s of traffic a round')
  const request = { method: 'GET' as const, url: 'http://localhost:3000/' }
  expect(loadWords({ kind: 'requests', requests: [request], perRound: 2000, concurrency: 10 })).toBe(
    '2,000 requests a round, 10 at once, http://localhost:3000/',
  )
  expect(runWords(run)).toBe('Round 3 of 9')
  expect(runWords({ ...run, state: { kind: 'ended', verdict: verdictOf() } })).toBe('A leak')
})

test('requests that failed are told', () => {
  expect(errorWords(run.points)).toBeUndefined()
  expect(plain(errorWords([{ ...roundOf(1, 1), requests: 9, errors: 1 }]))).toBe(
    '1 of 10 requests failed (10 %)',
  )
})
