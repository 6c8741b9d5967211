import { expect, test } from 'vitest'
import { emptyLoad, loadOf, requestsOf } from './form.ts'

test('reads a request from each line', () => {
  const typed =
    '# warm\nhttp://localhost:3000/a\n\npost http://localhost:3000/b {"x": 1}\nPUT http://h/ text of it'
  expect(requestsOf(typed)).toEqual({
    requests: [
      { method: 'GET', url: 'http://localhost:3000/a' },
      {
        method: 'POST',
        url: 'http://localhost:3000/b',
        body: '{"x": 1}',
        headers: { 'content-type': 'application/json' },
      },
      { method: 'PUT', url: 'http://h/', body: 'text of it' },
    ],
  })
})

test.each([
  ['', 'At least one request'],
  ['GET http://h/\nFETCH http://h/', 'Line 2 is no request: GET http://localhost:3000/'],
  ['/path', 'Line 1 is no request: GET http://localhost:3000/'],
])('says what is wrong with %j', (typed, error) => {
  expect(requestsOf(typed)).toEqual({ error })
})

test('all that is wrong is told at once', () => {
  expect(loadOf({ ...emptyLoad, perRound: '0', concurrency: 'x' })).toMatchObject({
    complaints: {
      requests: 'At least one request',
      perRound: 'A whole number from 1 to 10,000,000',
      concurrency: 'A whole number from 1 to 1,000',
    },
  })
})

test('the traffic that is there needs no requests', () => {
  expect(loadOf({ ...emptyLoad, kind: 'traffic' })).toEqual({
    load: { kind: 'traffic', secondsPerRound: 20 },
  })
  expect(loadOf({ ...emptyLoad, kind: 'traffic', secondsPerRound: '' })).toHaveProperty(
    'complaints.secondsPerRound',
  )
})
