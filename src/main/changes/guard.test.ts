import { expect, it } from 'vitest'
import { allowChange } from './guard.ts'

const at = (guard: 'open' | 'confirm' | 'read-only') => ({ environment: { name: 'staging', guard } })

it('lets an open environment be changed, and one that was confirmed', () => {
  expect(() => allowChange(at('open'), undefined)).not.toThrow()
  expect(() => allowChange(at('confirm'), 'staging')).not.toThrow()
})

it('asks for the name, exactly', () => {
  for (const typed of [undefined, '', 'Staging', 'staging ']) {
    expect(() => allowChange(at('confirm'), typed)).toThrow(
      expect.objectContaining({
        code: 'REFUSED',
        facts: { guard: 'confirm', environment: 'staging', needs: 'confirmation' },
      }),
    )
  }
})

it('refuses what is read-only, whatever is typed', () => {
  expect(() => allowChange(at('read-only'), 'staging')).toThrow(
    expect.objectContaining({ code: 'REFUSED', facts: { guard: 'read-only', environment: 'staging' } }),
  )
})
