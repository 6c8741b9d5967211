import { expect, test } from 'vitest'
import { schemaOf, table, withIndex } from '../../../schema/schema.test-support.ts'
import { judgeIndexes } from './judge.ts'

const facts = { drops: [], tooEarly: [], missing: [], rows: [] }

test('an index that is being built is not broken; what REINDEX left behind is dropped', () => {
  const owner = table('t', ['x int4'])
  withIndex(owner, 'half', ['x'], { oid: 1, isValid: false })
  withIndex(owner, 'i_ccnew1', ['x'], { oid: 2, isValid: false })
  const schema = schemaOf([owner])
  const judged = judgeIndexes({ ...facts, schema, building: new Set([1]) })
  expect(judged.findings.map(({ id, proposals }) => [id, proposals.length])).toEqual([
    ['invalid-index:public.i_ccnew1', 1],
  ])
  const none = new Set<number>()
  expect(
    judgeIndexes({ ...facts, schema, building: none }).findings[0]?.proposals.map(({ sql }) => sql),
  ).toEqual(['DROP INDEX CONCURRENTLY public.half', 'REINDEX INDEX CONCURRENTLY public.half'])
})
