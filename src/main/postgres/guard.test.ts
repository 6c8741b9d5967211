import { expect, test } from 'vitest'
import type { Guard } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { allowRun, type Consent } from './guard.ts'
import type { PostgresTarget } from './postgres-target.ts'

const targetIn = (guard: Guard): PostgresTarget => ({
  id: 't',
  name: 'orders database',
  address: { kind: 'postgres', host: 'h', port: 1, database: 'd', user: 'u', tls: { mode: 'disable' } },
  password: undefined,
  environment: { name: 'staging', guard },
})
const reading = { command: 'SELECT', readOnly: true, warnings: [] }
const writing = {
  command: 'UPDATE',
  readOnly: false,
  warnings: [{ title: 'Dead rows stay', detail: 'They do.' }],
}

const refusal = (guard: Guard, consent: Consent): Failure | undefined => {
  try {
    allowRun(targetIn(guard), writing, consent)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
    return error as Failure // Checked in the line above.
  }
}

test.each(['open', 'confirm', 'read-only'] as const)('reading is allowed where the guard is %s', (guard) => {
  expect(() => allowRun(targetIn(guard), reading, {})).not.toThrow()
})

test('effects have to be accepted, and the refusal says which', () => {
  const failure = refusal('open', {})
  expect(failure).toMatchObject({
    code: 'REFUSED',
    hint: 'It is rolled back afterwards, but: dead rows stay.',
    facts: { needs: 'acceptEffects', alsoNeeds: '', warnings: 'Dead rows stay: They do.' },
  })
  expect(refusal('open', { acceptEffects: true })).toBeUndefined()
})

test('where the guard is confirm, the name of the environment has to be typed as well', () => {
  expect(refusal('confirm', {})?.facts).toMatchObject({ needs: 'acceptEffects', alsoNeeds: 'confirmation' })
  for (const confirmation of [undefined, '', 'Staging', 'staging ']) {
    const consent = { acceptEffects: true, ...(confirmation === undefined ? {} : { confirmation }) }
    expect(refusal('confirm', consent)?.facts).toMatchObject({
      needs: 'confirmation',
      environment: 'staging',
    })
  }
  expect(refusal('confirm', { confirmation: 'staging' })?.facts).toMatchObject({ needs: 'acceptEffects' })
  expect(refusal('confirm', { acceptEffects: true, confirmation: 'staging' })).toBeUndefined()
})

test('nothing helps where the guard is read-only', () => {
  const failure = refusal('read-only', { acceptEffects: true, confirmation: 'staging' })
  expect(failure?.code).toBe('REFUSED')
  expect(failure?.facts).not.toHaveProperty('needs')
})
