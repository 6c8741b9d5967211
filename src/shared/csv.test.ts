import { expect, it } from 'vitest'
import { csvOfRows } from './csv.ts'

it('quotes what needs it and leaves absent values empty', () => {
  expect(
    csvOfRows(
      ['name', 'a,b'],
      [
        ['say "x"', 0.1 + 0.2],
        ['two\nlines', undefined],
      ],
    ),
  ).toBe('name,"a,b"\r\n"say ""x""",0.3\r\n"two\nlines",\r\n')
})
