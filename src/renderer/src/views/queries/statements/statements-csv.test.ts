import { expect, it } from 'vitest'
import { sampleList, sampleStatement } from './statement.test-support.ts'
import { statementsCsv } from './statements-csv.ts'

it('writes every figure with its unit in the head, and the text whole', () => {
  const statement = sampleStatement('a', { query: 'SELECT "x",\n y', tables: ['public.t'], stddevMs: 0.5 })
  const text = statementsCsv(sampleList([statement]), [statement], { windowMs: 10_000, findingsOf: () => 1 })
  const [head, ...rest] = text.split('\r\n')
  expect(head).toContain('Id,Share (%),Statement,Findings,Tables,Total (ms),Calls,Calls/s (1/s)')
  expect(head).toContain('Standard deviation (ms)')
  expect(rest[0]).toContain('a,0,"SELECT ""x"",\n y",1,public.t,1,1,0.1,1,0.5')
})
