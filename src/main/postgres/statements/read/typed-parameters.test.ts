import { expect, test } from 'vitest'
import { parseSql } from '../../statement/parser.ts'
import { withTypedParameters } from './typed-parameters.ts'

test.each([
  ['SELECT id FROM t WHERE at > now() - interval $1', 'SELECT id FROM t WHERE at > now() - $1::interval'],
  [
    'SELECT 1 FROM t WHERE day BETWEEN date $1 AND DATE $2 AND a = $3',
    'SELECT 1 FROM t WHERE day BETWEEN $1::date AND $2::date AND a = $3',
  ],
  ['SELECT timestamp with time zone $1, time $2', 'SELECT $1::timestamp with time zone, $2::time'],
  [
    'SELECT /* interval $9 */ "date", é FROM t WHERE x < timestamptz $1',
    'SELECT /* interval $9 */ "date", é FROM t WHERE x < $1::timestamptz',
  ],
])('%s', async (text, expected) => {
  expect(await withTypedParameters(text)).toBe(expected)
  expect((await parseSql(expected)).statements).toHaveLength(1)
})

test('what is valid stays as it is', async () => {
  for (const text of ['SELECT a AS date, $1', 'SELECT $1::interval', 'SELECT date FROM t LIMIT $1', '']) {
    expect(await withTypedParameters(text)).toBe(text)
  }
})
