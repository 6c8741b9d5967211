import { expect, it } from 'vitest'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { ledgerCsv, ledgerFileName, ledgerJson } from './export.ts'

const change: ChangeHead = {
  id: 'abc',
  targetName: 'shop, main',
  environment: { name: 'local', guard: 'open' },
  kind: 'create-index',
  title: 'Create index i on t',
  sql: 'CREATE INDEX CONCURRENTLY i\n  ON t ("a")',
  undoSql: null,
  status: 'applied',
  who: 'ada',
  at: Date.UTC(2026, 10, 20, 14, 3, 9),
}

it('writes a line for each change, with what spreads over lines in quotes', () => {
  const [head, ...lines] = ledgerCsv([change]).split('\r\n')
  expect(head).toMatch(/^id,when,who,environment,guard,target,kind,title,status/)
  expect(lines).toEqual([
    'abc,2026-11-20T14:03:09.000Z,ada,local,open,"shop, main",create-index,Create index i on t,applied,,,,' +
      '"CREATE INDEX CONCURRENTLY i\n  ON t (""a"")",',
    '',
  ])
})

it('writes the same as JSON, with a time that people can read', () => {
  expect(JSON.parse(ledgerJson([change]))).toEqual({
    changes: [{ ...change, at: '2026-11-20T14:03:09.000Z' }],
  })
})

it('names the file by the moment', () => {
  expect(ledgerFileName(new Date(change.at))).toBe('changes-2026-11-20-14-03-09')
})
