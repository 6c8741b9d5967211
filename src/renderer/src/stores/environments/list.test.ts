import { expect, it } from 'vitest'
import type { Environment, Target } from '#shared/contract/environments.ts'
import { copyName, putTarget, takeTarget } from './list.ts'

const target = (id: string): Target => ({
  id,
  environmentId: 'e',
  name: id,
  address: { kind: 'http', url: 'http://localhost:3000' },
  secret: { kind: 'none' },
})
const list: Environment[] = [
  { id: 'e', name: 'local', guard: 'open', origin: 'user', targets: [target('a'), target('b'), target('c')] },
  { id: 'f', name: 'staging', guard: 'confirm', origin: 'user', targets: [] },
]

it('puts a target back where it was taken from', () => {
  expect(putTarget(takeTarget(list, 'b'), target('b'), 1)).toEqual(list)
})

it('does not put it there twice', () => {
  expect(putTarget(list, target('b'), 0)).toEqual(list)
})

it('names copies by the original, not by the copy', () => {
  expect(copyName('api', ['api'])).toBe('api copy')
  expect(copyName('api copy', ['api', 'api copy'])).toBe('api copy 2')
  expect(copyName('api', ['api', 'api copy', 'api copy 2'])).toBe('api copy 3')
})
