import { expect, test } from 'vitest'
import type { Environment, Target } from '#shared/contract/environments.ts'
import { processOf } from '../node-processes/process.test-support.ts'
import { suggestedRequests } from './suggest.ts'

const httpTarget = (url: string): Target => ({
  id: url,
  environmentId: 'e',
  name: url,
  address: { kind: 'http', url },
  secret: { kind: 'none' },
})
const environment: Environment = {
  id: 'e',
  name: 'local',
  guard: 'open',
  origin: 'user',
  targets: ['https://shop.test/', 'http://localhost:3000/v1', 'http://127.0.0.1:4000/'].map(httpTarget),
}
const listening = (port: number) => processOf(1, { ports: [{ host: '::', port }] })

test('suggests the target that the process serves, else its port, else a target of this machine', () => {
  expect(suggestedRequests(listening(4000), environment)).toBe('GET http://127.0.0.1:4000/')
  expect(suggestedRequests(listening(5000), environment)).toBe('GET http://localhost:5000/')
  expect(suggestedRequests(undefined, environment)).toBe('GET http://localhost:3000/v1')
  expect(suggestedRequests(processOf(1), environment)).toBe('')
  expect(suggestedRequests(undefined, undefined)).toBe('')
})
