import { expect, test } from 'vitest'
import { readNewIndex } from './new-index.ts'

test('takes the keys, the included columns, the condition and the fill factor apart', async () => {
  const sql = `CREATE UNIQUE INDEX CONCURRENTLY ON public.sale (
      customer, lower(note) text_pattern_ops DESC, (coalesce(amount, 1) + 2), "Mixed case" DESC NULLS LAST)
    INCLUDE (id, "On") WITH (fillfactor = 70) WHERE amount > 10 AND note <> '(,'`
  expect(await readNewIndex(sql)).toEqual({
    keys: [
      { column: 'customer', sql: 'customer', opclass: undefined, inPlainOrder: true },
      { column: undefined, sql: 'lower(note)', opclass: 'text_pattern_ops', inPlainOrder: false },
      { column: undefined, sql: '(coalesce(amount, 1) + 2)', opclass: undefined, inPlainOrder: true },
      { column: 'Mixed case', sql: '"Mixed case"', opclass: undefined, inPlainOrder: false },
    ],
    included: ['id', 'On'],
    predicate: `amount > 10 AND note <> '(,'`,
    fillfactor: 70,
  })
})

test('a method, one key and nothing else', async () => {
  const index = await readNewIndex('CREATE INDEX doc_idx ON sale USING gin (doc jsonb_path_ops)')
  expect(index).toMatchObject({
    keys: [{ column: 'doc', opclass: 'jsonb_path_ops', inPlainOrder: true }],
    included: [],
    predicate: undefined,
  })
  expect(await readNewIndex('DROP INDEX doc_idx')).toBeUndefined()
})
