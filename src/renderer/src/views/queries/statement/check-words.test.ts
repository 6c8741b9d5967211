import { describe, expect, it } from 'vitest'
import { newStatement, type CheckState } from '#renderer/stores/queries/documents.ts'
import type { StatementCheck } from '#shared/contract/postgres.ts'
import { checkWords, whyNotRun } from './check-words.ts'
import { readSeconds } from './seconds.ts'

const sql = 'UPDATE t SET a = 1'
const statement = newStatement('a', 'pg', sql)
const update: StatementCheck = {
  command: 'UPDATE',
  explainable: true,
  readOnly: false,
  parameters: 0,
  warnings: [{ title: 'Sequences keep their steps', detail: '' }],
}
const checked = (check: StatementCheck): CheckState => ({ kind: 'done', sql, check })

describe('what is said of a statement', () => {
  it('is nothing while it is being changed', () => {
    expect(checkWords({ ...statement, sql: `${sql},`, check: checked(update) }, undefined)).toBeNull()
  })

  it('warns of effects', () => {
    expect(checkWords({ ...statement, check: checked(update) }, undefined)).toMatchObject({
      text: 'UPDATE, has effects',
      tone: 'warning',
    })
  })

  it('tells why it cannot be run where nothing may be changed', () => {
    const document = { ...statement, check: checked(update) }
    expect(whyNotRun(document, { name: 'production', guard: 'read-only' })).toMatch(/production is read-only/)
    expect(whyNotRun(document, { name: 'staging', guard: 'confirm' })).toBeUndefined()
    const select = checked({ ...update, command: 'SELECT', readOnly: true })
    expect(
      whyNotRun({ ...document, check: select }, { name: 'production', guard: 'read-only' }),
    ).toBeUndefined()
  })

  it('tells what EXPLAIN does not take', () => {
    const check = checked({ ...update, command: 'CREATE TABLE', explainable: false })
    expect(whyNotRun({ ...statement, check }, undefined)).toBe('EXPLAIN does not take CREATE TABLE.')
  })
})

describe('a timeout in seconds', () => {
  it.each([
    ['', null],
    ['30', 30_000],
    ['0,5', 500],
    ['0.05', undefined],
    ['-1', undefined],
    ['x', undefined],
    ['86401', undefined],
  ])('%j is %j', (text, expected) => {
    expect(readSeconds(text)).toBe(expected)
  })
})
