import { expect, it } from 'vitest'
import type { ParameterSuggestion } from '#shared/contract/statements.ts'
import { filled } from './suggestions.ts'

const suggestion = (number: number, ...values: string[]): ParameterSuggestion => ({
  number,
  column: null,
  type: 'text',
  values: values.map((value) => ({ value, share: null })),
})

it('fills in the most common values, and uses them', () => {
  expect(
    filled({ parameters: [], useParameters: false }, [suggestion(1, 'paid', 'new'), suggestion(2, '5')]),
  ).toEqual({
    parameters: [
      { text: 'paid', isNull: false, isSuggested: true },
      { text: '5', isNull: false, isSuggested: true },
    ],
    useParameters: true,
  })
})

it('leaves the generic plan where a value is missing', () => {
  const { parameters, useParameters } = filled({ parameters: [], useParameters: false }, [
    suggestion(1, 'paid'),
    suggestion(2),
  ])
  expect(useParameters).toBe(false)
  expect(parameters[0]?.text).toBe('paid')
})

it('replaces what it filled in itself, and nothing that was typed', () => {
  const typed = { text: '42', isNull: false }
  const { parameters, useParameters } = filled(
    { parameters: [typed, { text: 'old', isNull: false, isSuggested: true }], useParameters: true },
    [suggestion(1, '1'), suggestion(2, 'new')],
  )
  expect(parameters[0]).toBe(typed)
  expect(parameters[1]?.text).toBe('new')
  expect(useParameters).toBe(true)
})
